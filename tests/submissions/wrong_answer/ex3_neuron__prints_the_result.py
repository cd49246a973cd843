# criterion: output wrong_answer NO_RETURN
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    z = torch.dot(x, w) + b
    print(torch.relu(z))
