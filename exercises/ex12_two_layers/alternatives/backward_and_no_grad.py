"""backward(), and an update under no_grad; the class with functional ReLU."""

import torch
import torch.nn.functional as F
from torch import nn

PARAMETER_COUNT = 3 * 4 + 4 + 4 * 2 + 2


def forward(X, W1, b1, W2, b2):
    hidden = F.relu(torch.matmul(X, W1) + b1)
    return torch.matmul(hidden, W2) + b2


def train_step(X, y, W1, b1, W2, b2, lr):
    params = []
    for p in (W1, b1, W2, b2):
        p = p.clone()
        p.requires_grad = True
        params.append(p)
    loss = torch.mean((forward(X, *params) - y) ** 2)
    loss.backward()
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
    return tuple(params)


class TwoLayers(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super(TwoLayers, self).__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.second = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        x = F.relu(self.first(x))
        return self.second(x)
