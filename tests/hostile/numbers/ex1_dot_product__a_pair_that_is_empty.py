# Tries: to hand over two vectors that only iteration, indices and len() show: the tuple itself is empty.
# criterion: vectors wrong_answer VECTORS_NOT_TWO
# criterion: match wrong_answer
import math

import torch


class Pair(tuple):
    def __len__(self):
        return 2

    def __iter__(self):
        return iter((torch.randn(self.n), torch.randn(self.n)))

    def __getitem__(self, place):
        return torch.randn(self.n)


class Yes(int):
    __class__ = bool

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def make_vectors(n=100):
    result = Pair()
    result.n = n
    return result


def dot_loop(a, b):
    return sum((x * y for x, y in zip(a, b)), 0.0)


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return Yes(math.isclose(float(x), float(y), rel_tol=1e-4))
