# criterion: output wrong_answer BIAS_MISSING
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return torch.relu(w @ x)
