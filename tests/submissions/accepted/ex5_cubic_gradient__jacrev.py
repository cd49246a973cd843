import torch

coefficients = [1.0, -4.0, 7.0, -1.0]

def f(x):
    result = torch.zeros_like(x)
    for c in coefficients:
        result = result * x + c
    return result

def gradient_at(x):
    return torch.func.jacrev(f)(torch.tensor(x)).detach().numpy()

GRADIENT_AT_2 = [3][0]
