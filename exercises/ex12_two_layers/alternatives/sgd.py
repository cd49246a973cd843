"""torch.optim.SGD for the step; ReLU as a module of its own; the count from the class."""

import torch

nn = torch.nn


def forward(X, W1, b1, W2, b2):
    return torch.addmm(b2, torch.addmm(b1, X, W1).clamp(min=0), W2)


def train_step(X, y, W1, b1, W2, b2, lr):
    params = [nn.Parameter(p.clone()) for p in (W1, b1, W2, b2)]
    optimizer = torch.optim.SGD(params, lr=lr)
    optimizer.zero_grad()
    nn.MSELoss()(forward(X, *params), y).backward()
    optimizer.step()
    return tuple(p.detach() for p in params)


class TwoLayers(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.activation = nn.ReLU()
        self.second = nn.Linear(n_hidden, n_out)

    def forward(self, X):
        return self.second(self.activation(self.first(X)))


PARAMETER_COUNT = sum(p.numel() for p in TwoLayers(3, 4, 2).parameters())
