from collections import namedtuple
import torch

Pair = namedtuple("Pair", "a b")

class Vectors:
    def __call__(self, n=100):
        return Pair(torch.randn(n), torch.rand(n))

class Accumulator:
    def __init__(self):
        self.total = 0.0

    def add(self, x, y):
        self.total += x * y

make_vectors = Vectors()

def dot_loop(a, b):
    acc = Accumulator()
    for x, y in zip(a, b):
        acc.add(x, y)
    return acc.total

def dot_torch(a, b):
    return torch.ops.aten.dot(a, b)

def dots_match(x, y):
    return torch.tensor([abs(float(x) - float(y)) < 1e-4])
