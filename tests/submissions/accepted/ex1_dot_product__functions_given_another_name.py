import functools
import math
import torch

def make_vectors(n=100):
    return torch.distributions.Normal(0.0, 1.0).sample((n,)), torch.FloatTensor(n).uniform_()

def scalar_product(u, v):
    total = 0
    for k in range(u.size(0)):
        total = total + multiply(u[k], v[k])
    return total

def multiply(x, y):
    return x * y

dot_loop = scalar_product
dot_torch = torch.dot
dots_match = functools.partial(math.isclose, rel_tol=1e-4)
