"""torch's own loss, and its optimizer for the step."""

import torch
import torch.nn.functional as F

TOO_FAR = "b"


def loss(w, X, y):
    return F.mse_loss(X @ w, y)


def gradient(w, X, y):
    w = torch.tensor(w.tolist(), dtype=w.dtype, requires_grad=True)
    loss(w, X, y).backward()
    return w.grad


def step(w, X, y, lr):
    weights = torch.nn.Parameter(w.clone())
    optimizer = torch.optim.SGD([weights], lr=lr)
    optimizer.zero_grad()
    loss(weights, X, y).backward()
    optimizer.step()
    return weights.detach()
