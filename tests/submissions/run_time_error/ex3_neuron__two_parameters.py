# criterion: output run_time_error WRONG_ARGUMENTS
import torch

VALUE = 0
WHY = "b"

def neuron(x, w):
    return torch.relu(torch.dot(x, w))
