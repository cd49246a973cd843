"""The step through a module: its parameters are the transposed ones, and are turned back."""

import torch
from torch import nn
from torch.func import functional_call

PARAMETER_COUNT = 26


class TwoLayers(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.second = nn.Linear(n_hidden, n_out)
        self.first = nn.Linear(n_in, n_hidden)

    def forward(self, X):
        return self.second(self.first(X).relu())


def forward(X, W1, b1, W2, b2):
    model = TwoLayers(*W1.shape, W2.shape[1])
    names = ("first.weight", "first.bias", "second.weight", "second.bias")
    return functional_call(model, dict(zip(names, (W1.T, b1, W2.T, b2))), (X,))


def train_step(X, y, W1, b1, W2, b2, lr):
    model = TwoLayers(*W1.shape, W2.shape[1]).to(X.dtype)
    model.load_state_dict({"first.weight": W1.T, "first.bias": b1, "second.weight": W2.T, "second.bias": b2})
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    nn.functional.mse_loss(model(X), y).backward()
    optimizer.step()
    first, second = model.first, model.second
    return first.weight.detach().T, first.bias.detach(), second.weight.detach().T, second.bias.detach()
