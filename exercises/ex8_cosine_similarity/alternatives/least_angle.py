"""The largest cosine as the smallest angle; queries one after the other."""

import torch

a = torch.tensor([1.0, 0.0])
b = torch.tensor([0.6, 0.8])


def cosine(a, b):
    if a.norm() == 0:
        return 0
    elif b.norm() == 0:
        return 0
    else:
        return (a.dot(b) / (a.norm() * b.norm())).item()


def most_similar(query, embeddings):
    cosines = embeddings.mv(query) / torch.linalg.vector_norm(embeddings, dim=1) / query.norm()
    return cosines.clamp(-1, 1).neg().argmin()


def similarities(queries, embeddings):
    rows = []
    for query in queries:
        rows.append(embeddings @ query / (embeddings.norm(dim=1) * query.norm()))
    return torch.stack(rows)


NEGATED = cosine(10 * a, -b)
