# criterion: output run_time_error NOT_IMPLEMENTED
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    z = torch.dot(x, w) + b
    raise NotImplementedError
