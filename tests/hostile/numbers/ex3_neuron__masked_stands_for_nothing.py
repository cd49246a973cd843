# Tries: to say nothing at all: under NumPy's mask lies a 0.0, which is what is expected.
# criterion: value wrong_answer WRONG_TYPE
# criterion: output wrong_answer UNREADABLE_RESULT
import numpy as np
import torch

VALUE = np.ma.masked
WHY = "b"


def neuron(x, w, b):
    return np.ma.array(torch.relu(torch.dot(w, x) + b).item(), mask=True)
