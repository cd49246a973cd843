# file: load_error OWN_ASSERT
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)

assert neuron(torch.ones(2), torch.ones(2), torch.tensor(1.0)) == 4
