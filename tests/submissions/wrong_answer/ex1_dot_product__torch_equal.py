# criterion: match wrong_answer MATCH_EXACT
import torch

def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)

def dot_loop(a, b):
    total = torch.tensor(0.0)
    for x, y in zip(a, b):
        total += x * y
    return total

def dot_torch(a, b):
    return torch.dot(a, b)

def dots_match(x, y):
    return torch.equal(x, y)
