import torch

def make_vectors(n=100):
    a = torch.arange(0, n).float()
    b = torch.sin(a)
    return a, b

def dot_loop(a, b):
    a = a.tolist()
    b = b.tolist()
    result = 0
    while a:
        result += a.pop() * b.pop()
    return result

def dot_torch(a, b):
    return torch.dot(a.flatten(), b.flatten())

def dots_match(x, y):
    return -1e-4 < x - y < 1e-4
