# criterion: own_loop wrong_answer FORBIDDEN_NAME
import numpy as np
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    for i in range(len(a)):
        pass
    return float(np.dot(a.numpy(), b.numpy()))

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return abs(x - y) < 1e-3
