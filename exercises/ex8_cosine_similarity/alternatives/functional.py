"""torch.nn.functional where it is allowed; torch.where for zero vectors."""

import torch
import torch.nn.functional as F


def cosine(a, b):
    lengths = torch.linalg.norm(a) * torch.linalg.norm(b)
    safe = torch.where(lengths > 0, lengths, torch.ones_like(lengths))
    return torch.dot(a, b) / safe


def most_similar(query, embeddings):
    return F.cosine_similarity(query, embeddings).argmax().item()


def similarities(queries, embeddings):
    return F.cosine_similarity(queries[:, None, :], embeddings[None, :, :], dim=-1)


NEGATED = -3 / 5
