# criterion: output wrong_answer WRONG_VALUE
import torch
import torch.nn.functional as F

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return F.leaky_relu(torch.dot(x, w) + b)
