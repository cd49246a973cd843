"""Sums and roots of plain floats, in loops."""

import math

import torch

# Only the direction counts, and that of b is turned round.
NEGATED = -0.6


def cosine(a, b):
    dot = 0.0
    squares_a = 0.0
    squares_b = 0.0
    for x, y in zip(a.tolist(), b.tolist()):
        dot += x * y
        squares_a += x * x
        squares_b += y * y
    if squares_a == 0 or squares_b == 0:
        return 0.0
    return dot / math.sqrt(squares_a * squares_b)


def most_similar(query, embeddings):
    best = 0
    for i in range(len(embeddings)):
        if cosine(query, embeddings[i]) > cosine(query, embeddings[best]):
            best = i
    return best


def similarities(queries, embeddings):
    return torch.tensor([[cosine(q, e) for e in embeddings] for q in queries])
