# criterion: why wrong_answer NOT_A_LETTER
import torch

VALUE = 0
WHY = "because the sum is negative"

def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)
