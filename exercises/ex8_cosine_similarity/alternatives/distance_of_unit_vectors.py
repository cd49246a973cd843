"""Unit vectors that are the nearest have the smallest angle; the cosine out of the squared distance."""

import torch

NEGATED = -0.6


def unit(rows):
    return rows / torch.linalg.norm(rows, dim=-1, keepdim=True)


def cosine(a, b):
    if (a == 0).all() or (b == 0).all():
        return 0.0
    # |u - v|² = 2 - 2 u · v for vectors of length 1.
    u, v = unit(a.double()), unit(b.double())
    return float(1 - ((u - v) ** 2).sum() / 2)


def most_similar(query, embeddings):
    return (unit(embeddings) - unit(query)).norm(dim=1).argmin()


def similarities(queries, embeddings):
    return 1 - torch.cdist(unit(queries).double(), unit(embeddings).double()).square().float() / 2
