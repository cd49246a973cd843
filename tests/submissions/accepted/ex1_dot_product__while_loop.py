import torch

torch.manual_seed(0)

def make_vectors(n=100):
    torch.manual_seed(42)
    a = torch.rand(n)
    b = torch.rand(n)
    return (a, b)

def dot_loop(a, b):
    i = 0
    total = 0.0
    while i < a.shape[0]:
        total = total + a[i].item() * b[i].item()
        i = i + 1
    return total

def dot_torch(a, b):
    return a.dot(b)

def dots_match(x, y):
    return abs(x - y) < 1e-6
