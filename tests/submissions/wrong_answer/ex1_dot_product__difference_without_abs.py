# criterion: match wrong_answer MATCH_WITHOUT_ABS
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    return sum(x * y for x, y in zip(a, b))

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    if x - y < 0.0001:
        return True
    return False
