# criterion: value wrong_answer WRONG_TYPE
import torch

VALUE = False
WHY = "b"

def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)
