"""Forward mode: a product with each direction in turn, and all of them at once."""

import torch
from torch.func import jvp, vmap

TOO_FAR = "b"


def loss(w, X, y):
    return torch.einsum("nd,d->n", X, w).sub(y).pow(2).mean()


def gradient(w, X, y):
    def slope(direction):
        return jvp(lambda weights: loss(weights, X, y), (w,), (direction,))[1]

    return vmap(slope)(torch.eye(len(w), dtype=w.dtype))


def step(w, X, y, lr):
    return torch.add(w, gradient(w, X, y), alpha=-lr)
