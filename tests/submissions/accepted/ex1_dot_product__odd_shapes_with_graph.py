import torch

def make_vectors(n=100):
    a = torch.randn(n, requires_grad=True)
    b = torch.randn(n).double()
    return a, b

def dot_loop(a, b):
    a = a.clone().requires_grad_()
    total = torch.zeros(1)
    for x, y in zip(a, b):
        total = total + x * y
    return total.view(1, 1, 1)

def dot_torch(a, b):
    a.requires_grad_()
    return a.dot(b).reshape(1, 1)

def dots_match(x, y):
    return torch.isclose(x, y, rtol=1e-4, atol=1e-6)
