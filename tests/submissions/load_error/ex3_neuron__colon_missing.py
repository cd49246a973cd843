# file: load_error SYNTAX_ERROR
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b)
    return torch.relu(torch.dot(x, w) + b)
