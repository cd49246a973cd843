import numpy as np
import torch

def make_vectors(n=100):
    vectors = np.random.default_rng(3).normal(size=(2, n)).astype("float32")
    return torch.as_tensor(vectors[0]), torch.as_tensor(vectors[1])

def dot_loop(a, b):
    a, b = np.asarray(a), np.asarray(b)
    total = 0
    for x, y in zip(a, b):
        total += np.multiply(x, y)
    return np.float64(total)

def dot_torch(a, b):
    return np.float32(torch.dot(a, b))

def dots_match(x, y):
    return np.abs(x - y) < 1e-4
