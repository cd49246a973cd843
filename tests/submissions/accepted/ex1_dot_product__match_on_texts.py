import torch

def make_vectors(n=100):
    return torch.cos(torch.arange(n) * 1.0), torch.rand(n) - 0.5

def dot_loop(a, b):
    dot = 0
    for i in reversed(range(len(a))):
        if a[i] == 0 or b[i] == 0:
            continue
        dot -= -a[i] * b[i]
    return dot

def dot_torch(a, b):
    try:
        return torch.dot(a, b)
    except RuntimeError as error:
        print(error)
        return None

def dots_match(x, y):
    return f"{float(x):.3f}" == f"{float(y):.3f}"
