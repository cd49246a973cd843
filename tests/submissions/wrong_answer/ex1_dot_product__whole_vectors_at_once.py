# criterion: own_loop wrong_answer THROUGH_PRODUCTS
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    total = 0
    for product in a * b:
        total += product
    return total

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return abs(x - y) < 1e-3
