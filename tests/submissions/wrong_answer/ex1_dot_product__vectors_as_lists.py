# criterion: vectors wrong_answer VECTORS_LISTS
import random
import torch

def make_vectors(n=100):
    a = [random.random() for _ in range(n)]
    b = [random.random() for _ in range(n)]
    return a, b

def dot_loop(a, b):
    return sum(x * y for x, y in zip(a, b))

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return abs(x - y) < 1e-3
