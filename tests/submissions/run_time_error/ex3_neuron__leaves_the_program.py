# criterion: output run_time_error PROGRAM_EXIT
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    if torch.dot(x, w) + b < 0:
        exit()
    return torch.dot(x, w) + b
