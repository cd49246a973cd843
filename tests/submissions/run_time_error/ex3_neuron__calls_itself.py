# criterion: output run_time_error ENDLESS_RECURSION
import torch

VALUE = 0
WHY = "b"

def relu(z):
    return relu(z)

def neuron(x, w, b):
    return relu(torch.dot(x, w) + b)
