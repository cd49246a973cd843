"""The sum of a map over both vectors, and torch.isclose."""

import torch as t


def make_vectors(n=100):
    a = t.zeros(n)
    b = t.zeros(n)
    for i in range(n):
        a[i] = i + 1
        b[i] = 1 / (i + 1)
    return a, b


def dot_loop(a, b):
    return sum(map(lambda x, y: x * y, a, b))


def dot_torch(a, b):
    return t.dot(input=a, tensor=b)


def dots_match(x, y):
    x = t.tensor(float(x))
    y = t.tensor(float(y))
    return t.isclose(x, y)
