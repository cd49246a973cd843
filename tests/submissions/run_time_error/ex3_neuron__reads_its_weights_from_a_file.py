# criterion: output run_time_error OUT_OF_REACH
import torch

VALUE = 0
WHY = "b"


def neuron(x, w, b):
    w = torch.load("weights.pt")
    return torch.relu(torch.dot(w, x) + b)
