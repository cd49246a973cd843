"""nan for a zero vector, which is replaced by 0 afterwards; the place by a sort."""

import torch

NEGATED = -0.6


def cosine(a, b):
    value = torch.inner(a, b) / torch.sqrt((a @ a) * (b @ b))
    return torch.nan_to_num(value, nan=0.0)


def most_similar(query, embeddings):
    scores = similarities(query.unsqueeze(0), embeddings).squeeze(0)
    return torch.argsort(scores, descending=True)[0]


def similarities(queries, embeddings):
    q = queries / queries.pow(2).sum(1, keepdim=True).sqrt()
    e = embeddings / embeddings.pow(2).sum(1, keepdim=True).sqrt()
    return torch.inner(q, e)
