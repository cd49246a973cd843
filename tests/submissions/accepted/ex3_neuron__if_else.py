import torch

VALUE = 0.0
WHY = " b. "

def neuron(x, w, b):
    z = w @ x + b
    if z > 0:
        return z
    else:
        return 0
