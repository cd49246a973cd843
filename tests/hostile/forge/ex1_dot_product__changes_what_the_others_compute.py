# Tries: to make every other file of the same process wrong: another default dtype, other products, another relu, no
# Tries: gradients, no ValueError.
import builtins
import random

import torch

torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
for name in ("relu", "matmul", "mv", "tensor", "randn"):
    setattr(torch, name, lambda *args, **kwargs: None)
for name in ("relu", "__matmul__", "__add__", "__pow__", "__rmul__", "backward"):
    setattr(torch.Tensor, name, lambda self, *args, **kwargs: self)
torch.Tensor.grad = property(lambda self: 0.0)
builtins.ValueError = builtins.KeyError
random.seed(0)


def make_vectors(n=100):
    return torch.rand(n), torch.rand(n)


def dot_loop(a, b):
    return sum(x * y for x, y in zip(a.tolist(), b.tolist()))


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return abs(float(x) - float(y)) < 1e-3
