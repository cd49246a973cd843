# criterion: match run_time_error NOT_A_TENSOR
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    return sum(x * y for x, y in zip(a.tolist(), b.tolist()))

def dot_torch(a, b):
    return torch.dot(a, b).item()

def dots_match(x, y):
    return torch.allclose(x, y)
