# criterion: output wrong_answer RELU_MISSING
import torch
import torch.nn.functional as F

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return F.leaky_relu(torch.dot(x, w) + b)
