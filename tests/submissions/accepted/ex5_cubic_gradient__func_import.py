import torch
from torch.func import grad, vmap

def f(t):
    return t**3.0 - 4.0 * t**2.0 + 7.0 * t - 1.0

slope = grad(f)

def gradient_at(x):
    return float(slope(torch.as_tensor(x)))

GRADIENT_AT_2 = int(gradient_at(2.0))
