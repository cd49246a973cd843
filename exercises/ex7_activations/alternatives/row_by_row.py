"""A loop over the rows, and where() for ReLU."""

import torch

WHY_ACTIVATIONS = "c"


def my_relu(x):
    return torch.where(x > 0, x, torch.zeros((), dtype=x.dtype))


def my_sigmoid(x):
    return torch.exp(x).add(1).reciprocal().neg().add(1)


def my_gelu(x):
    below = torch.distributions.Normal(0.0, 1.0).cdf(x)
    return x * below


def my_softmax(Z):
    rows = []
    for row in Z:
        powers = torch.exp(row - max(row))
        rows.append(powers / sum(powers))
    return torch.stack(rows)


def collapsed(W1, b1, W2, b2):
    columns = [W1 @ W2[:, j] for j in range(W2.shape[1])]
    biases = [torch.dot(b1, W2[:, j]) + b2[j] for j in range(W2.shape[1])]
    return torch.stack(columns, dim=1), torch.stack(biases)
