# criterion: output run_time_error INPUT_CALLED
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    b = float(input("bias? "))
    return torch.relu(torch.dot(x, w) + b)
