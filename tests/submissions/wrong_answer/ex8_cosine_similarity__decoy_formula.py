# criterion: own_formula wrong_answer FORBIDDEN_NAME
import torch
from torch.nn import functional as F

NEGATED = -0.6

def helper(a, b):
    return F.cosine_similarity(a, b, dim=0)

def cosine(a, b):
    by_hand = a @ b / (a.norm() * b.norm())
    return helper(a, b)

def most_similar(query, embeddings):
    return F.cosine_similarity(query, embeddings).argmax()

def similarities(queries, embeddings):
    return F.cosine_similarity(queries[:, None], embeddings[None], dim=2)
