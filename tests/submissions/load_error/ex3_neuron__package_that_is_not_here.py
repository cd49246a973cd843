# file: load_error MISSING_PACKAGE
import matplotlib.pyplot as plt
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return torch.relu(torch.dot(x, w) + b)
