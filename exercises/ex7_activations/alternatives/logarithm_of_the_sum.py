"""The softmax as exp(z - log(sum(exp(z)))), whose logarithm torch takes without overflow."""

import math

import torch

WHY_ACTIVATIONS = "c."


def my_relu(x):
    return x * (x > 0)


def my_sigmoid(x):
    return (1 + torch.tanh(x / 2)) / 2


def my_gelu(x):
    return x * torch.special.ndtr(x)


def my_softmax(Z):
    return torch.exp(Z - torch.logsumexp(Z, dim=1, keepdim=True))


def collapsed(W1, b1, W2, b2):
    return W1 @ W2, b2 + W2.T @ b1
