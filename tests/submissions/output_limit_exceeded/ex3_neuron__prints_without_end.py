# criterion: output output_limit_exceeded OUTPUT_LIMIT
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    i = 0
    while i < 10:
        print("still here", i)
    return torch.relu(torch.dot(x, w) + b)
