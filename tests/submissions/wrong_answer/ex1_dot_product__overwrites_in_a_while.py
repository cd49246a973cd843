# criterion: loop wrong_answer LOOP_OVERWRITES
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    i = 0
    while i < len(a):
        result = 0
        result += a[i] * b[i]
        i += 1
    return result

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return abs(x - y) < 1e-3
