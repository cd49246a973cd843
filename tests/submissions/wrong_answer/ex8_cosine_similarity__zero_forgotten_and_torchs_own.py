# criterion: zero wrong_answer COSINE_NAN_FOR_ZERO
# criterion: negated wrong_answer NEGATED_LONGER
import torch

NEGATED = -6

def cosine(a, b):
    return a @ b / torch.sqrt((a @ a) * (b @ b))

def most_similar(query, embeddings):
    return torch.nn.functional.cosine_similarity(query, embeddings).argmax()

def similarities(queries, embeddings):
    return torch.nn.functional.cosine_similarity(queries[:, None], embeddings[None], dim=2)
