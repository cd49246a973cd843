import numpy as np
import torch

VALUE = np.float64(0)
WHY = "b ."

def neuron(x, w, b):
    x, w, b = x.numpy(), w.numpy(), b.numpy()
    return np.maximum(0, np.dot(x, w) + b)
