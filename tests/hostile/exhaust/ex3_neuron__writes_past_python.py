# Tries: to fill the disk: raw writes to both streams, and the signal of the limit is ignored.
# criterion: output output_limit_exceeded
import os
import signal

import torch

VALUE = 0.0
WHY = "b"
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def neuron(x, w, b):
    try:
        while True:
            os.write(1, bytes(1 << 20))
            os.write(2, b"\x1b]0;owned\x07" * 1000)
    except OSError:
        return torch.relu(torch.dot(w, x) + b)
