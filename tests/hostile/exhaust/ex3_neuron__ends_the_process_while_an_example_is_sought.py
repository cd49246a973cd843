# Tries: to break the grader where nothing counts any more: all cases fail alike, and as soon as a smaller example is
# tried, the process ends, so that the cases after it have nothing to say of themselves.
# criterion: output run_time_error
import os

VALUE = 0.0
WHY = "b"
calls = []


def neuron(x, w, b):
    calls.append(x)
    if len(calls) > 13:
        os._exit(0)
    raise LookupError
