"""Sums over named axes; the squares' roots by ** 0.5."""

import torch

NEGATED = 0 - 0.6


def length(v):
    return torch.einsum("...i,...i->...", v, v) ** 0.5


def cosine(a, b):
    if not a.any() or not b.any():
        return torch.tensor(0.0)
    return torch.einsum("i,i->", a, b) / length(a) / length(b)


def most_similar(query, embeddings):
    return int((torch.einsum("nd,d->n", embeddings, query) / length(embeddings)).argmax())


def similarities(queries, embeddings):
    products = torch.einsum("qd,nd->qn", queries, embeddings)
    return products / length(queries)[:, None] / length(embeddings)[None, :]
