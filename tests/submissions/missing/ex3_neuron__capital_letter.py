# criterion: output missing MISSPELT_NAME
import torch

VALUE = 0
WHY = "b"

def Neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)
