# criterion: match run_time_error EXCEPTION
import math
import numpy as np
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    return np.array([sum(x * y for x, y in zip(a.tolist(), b.tolist()))])

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return math.isclose(x.tolist(), y.tolist(), rel_tol=1e-4)
