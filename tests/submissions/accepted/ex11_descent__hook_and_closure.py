"""The gradient caught by a hook; the step by an optimizer with a closure."""

import torch

TOO_FAR = "b"


def loss(w, X, y):
    return torch.linalg.vector_norm(X @ w - y) ** 2 / len(X)


def gradient(w, X, y):
    caught = []
    leaf = w.clone().requires_grad_()
    leaf.register_hook(caught.append)
    torch.mean((X @ leaf - y) ** 2).backward()
    return caught[0]


def step(w, X, y, lr):
    leaf = w.clone().requires_grad_()
    optimizer = torch.optim.SGD((leaf,), lr)

    def closure():
        optimizer.zero_grad()
        value = torch.mean((X @ leaf - y) ** 2)
        value.backward()
        return value

    optimizer.step(closure)
    return leaf
