import torch

def relu(z):
    return torch.maximum(z, torch.zeros_like(z))

def weighted_sum(x, w):
    return torch.einsum("i,i->", x, w)

def neuron(x, w, b):
    return relu(weighted_sum(x, w) + b)

VALUE = float(neuron(torch.tensor([1., 2., 3.]), torch.tensor([.5, -1., .25]), torch.tensor(.1)))
WHY = "b"
