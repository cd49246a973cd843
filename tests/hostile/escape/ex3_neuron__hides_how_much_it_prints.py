# Tries: to print more than a call may without the worker's counting it, by another file in the place of its own.
#        That works, and hides what was printed from itself alone: nobody reads it, and the kernel caps the file.
import os

import torch

VALUE = 0
WHY = "b"
os.dup2(os.open("/dev/urandom", os.O_RDONLY), 2)


def neuron(x, w, b):
    print("z" * 2_000_000)
    return torch.relu(torch.dot(w, x) + b)
