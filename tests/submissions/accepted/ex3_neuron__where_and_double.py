import torch

VALUE = -0.0
WHY = "B."

def neuron(x, w, b):
    z = x.double() @ w.double() + b.double()
    return torch.where(z > 0, z, 0.0)
