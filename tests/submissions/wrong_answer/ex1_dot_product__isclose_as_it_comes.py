# criterion: match wrong_answer MATCH_EXACT
import math
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    return sum(a[i] * b[i] for i in range(len(a)))

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return math.isclose(x, y)
