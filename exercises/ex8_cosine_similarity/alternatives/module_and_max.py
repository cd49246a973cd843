"""torch's module where it is allowed, and Python's max over the indices."""

import torch
from torch import nn

NEGATED: float = -6 / 10


def cosine(first, second):
    try:
        return sum(x * y for x, y in zip(first, second)).item() / (float(first.norm()) * float(second.norm()))
    except ZeroDivisionError:
        return 0.0


def most_similar(query, embeddings):
    similar = nn.CosineSimilarity(dim=0)
    return max(range(len(embeddings)), key=lambda i: similar(query, embeddings[i]))


def similarities(queries, embeddings):
    similar = nn.CosineSimilarity(dim=1)
    return torch.stack([similar(embeddings, query.expand_as(embeddings)) for query in queries])
