import torch

x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 0.25])
b = torch.tensor(0.1)

VALUE = 0.0
WHY = "b"


def neuron(x, w, b):
    z = torch.dot(w, x)
    return torch.relu(z)
