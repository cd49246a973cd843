# criterion: nearest wrong_answer NEAREST_COLUMNS
# criterion: matrix wrong_answer SIMILARITIES_COLUMNS
import torch

NEGATED = -0.6

def cosine(a, b):
    norms = a.norm() * b.norm()
    return a @ b / norms if norms else norms

def most_similar(query, embeddings):
    return ((embeddings / embeddings.norm(dim=0)) @ query).argmax()

def similarities(queries, embeddings):
    return (queries / queries.norm(dim=0)) @ (embeddings / embeddings.norm(dim=0)).T
