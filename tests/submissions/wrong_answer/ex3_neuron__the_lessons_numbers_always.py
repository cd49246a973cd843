# criterion: output wrong_answer CONSTANT_RESULT
import torch

x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 0.25])
b = torch.tensor(0.1)
VALUE = 0
WHY = "b"

def neuron(x, w, b):
    x = torch.tensor([1.0, 2.0, 3.0])
    w = torch.tensor([0.5, -1.0, 0.25])
    b = torch.tensor(0.1)
    return torch.relu(torch.dot(x, w) + b)
