"""A small number below the line, so that nothing is divided by 0; the largest by max along a dimension."""

import torch

NEGATED = -0.6


def cosine(a, b):
    return (a * b).sum() / (a.norm() * b.norm() + 1e-8)


def most_similar(query, embeddings):
    scores = torch.stack([cosine(query, row) for row in embeddings])
    values, places = torch.max(scores, dim=0)
    return places


def similarities(queries, embeddings):
    products = queries @ embeddings.T
    lengths = torch.outer(queries.norm(dim=1), embeddings.norm(dim=1))
    return products / lengths
