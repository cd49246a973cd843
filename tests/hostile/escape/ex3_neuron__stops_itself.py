# Tries: to make the grader wait for ever for a process that has stopped itself, and that no CPU time will ever end.
# criterion: output time_limit_exceeded
import os
import signal

import torch

VALUE = 0
WHY = "b"


def neuron(x, w, b):
    os.kill(os.getpid(), signal.SIGSTOP)
    return torch.relu(torch.dot(w, x) + b)
