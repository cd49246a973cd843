import torch

VALUE = torch.relu(torch.tensor(-0.65))
WHY = str("B").lower()

def neuron(x, w, b):
    w *= x
    z = w.sum()
    z += b
    z.relu_()
    print("z =", z)
    return z.view(1)
