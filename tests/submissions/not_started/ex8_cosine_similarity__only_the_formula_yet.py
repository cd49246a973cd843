# criterion: nearest not_started
# criterion: matrix not_started
# criterion: negated not_started
import torch

NEGATED = None


def cosine(a, b):
    lengths = a.norm() * b.norm()
    return a @ b / lengths if lengths > 0 else 0.0


def most_similar(query, embeddings):
    raise NotImplementedError


def similarities(queries, embeddings):
    raise NotImplementedError
