import math
import torch

def make_vectors(n=100):
    return torch.unbind(torch.rand(2, n))

def dot_loop(a, b):
    products = []
    for pair in zip(a.tolist(), b.tolist()):
        products.append(math.prod(pair))
    return torch.tensor(products).sum()

def dot_torch(a, b):
    return torch.dot(a.double(), b.double())

def dots_match(x, y):
    return torch.equal(torch.round(x.float(), decimals=3), torch.round(y.float(), decimals=3))
