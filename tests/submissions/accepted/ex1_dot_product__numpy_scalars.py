import numpy as np
import torch

def make_vectors(n=100):
    a = torch.tensor(np.random.uniform(size=n), dtype=torch.float32)
    b = torch.tensor(np.linspace(-1, 1, n), dtype=torch.float32)
    return a, b

def dot_loop(a, b):
    a = a.numpy()
    b = b.numpy()
    total = np.float32(0)
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total

def dot_torch(a, b):
    return torch.dot(a, b).numpy()[()]

def dots_match(x, y):
    return np.allclose(x, y)
