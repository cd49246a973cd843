"""NumPy for everything, and a tensor only at the end."""

import numpy as np
import torch

NEGATED = np.float64(-0.6)


def cosine(a, b):
    a, b = a.numpy(), b.numpy()
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return np.dot(a, b) / lengths if lengths else np.float32(0)


def most_similar(query, embeddings):
    rows = embeddings.numpy()
    return np.argmax(rows @ query.numpy() / np.linalg.norm(rows, axis=1))


def similarities(queries, embeddings):
    q = queries.numpy() / np.linalg.norm(queries.numpy(), axis=1, keepdims=True)
    e = embeddings.numpy() / np.linalg.norm(embeddings.numpy(), axis=1, keepdims=True)
    return torch.from_numpy(q @ e.T)
