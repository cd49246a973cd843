# criterion: output output_limit_exceeded OUTPUT_LIMIT
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    print("z" * 3_000_000)
    return torch.relu(torch.dot(x, w) + b)
