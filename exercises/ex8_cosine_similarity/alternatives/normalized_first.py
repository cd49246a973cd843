"""Unit vectors first, whose product is the cosine; a lower bound on the length for zero vectors."""

import torch
from torch.nn.functional import normalize

NEGATED = torch.tensor(-0.6)


def unit(v):
    return v / v.norm().clamp(min=1e-12)


def cosine(a, b):
    return unit(a) @ unit(b)


def most_similar(query, embeddings):
    return torch.argmax(normalize(embeddings, dim=1).mv(query))


def similarities(queries, embeddings):
    return torch.mm(normalize(queries), normalize(embeddings).t())
