# criterion: output wrong_answer PRINTED_NOT_RETURNED
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    z = torch.dot(x, w) + b
    print(torch.relu(z))
