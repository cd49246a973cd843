# Tries: to live longer than its time: it ignores and blocks every signal, stops the timers, and catches what comes.
# criterion: output time_limit_exceeded
import signal

import torch

VALUE = 0.0
WHY = "b"


def neuron(x, w, b):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        try:
            while True:
                torch.relu(x)
        except BaseException:
            pass
