"""torch's own functions where they count; the softmax written out."""

import torch
import torch.nn.functional as F

WHY_ACTIVATIONS = 'c'


def my_relu(x):
    return torch.relu(x)


def my_sigmoid(x):
    return torch.sigmoid(x)


def my_gelu(x):
    return F.gelu(x)


def my_softmax(Z):
    powers = (Z - Z.amax(-1, keepdim=True)).exp()
    return powers / powers.sum(-1, keepdim=True)


def collapsed(W1, b1, W2, b2):
    return torch.mm(W1, W2), torch.addmv(b2, W2.T, b1)
