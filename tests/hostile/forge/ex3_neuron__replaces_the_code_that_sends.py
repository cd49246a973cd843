# Tries: to find the worker's own functions through the frames that lead here, and to give them code that reads and packs
# Tries: only what pleases: every number as a half, every text as b, whatever this file says.
# criterion: value wrong_answer
# criterion: output wrong_answer
import sys

VALUE = 1.0
WHY = "b"


def widen(value):
    return "b" if isinstance(value, str) else 0.5


frame = sys._getframe()
while frame is not None:
    for name, code in {"widen": widen.__code__, "_misfit": (lambda function, args: None).__code__}.items():
        if name in frame.f_globals and frame.f_globals is not globals():
            frame.f_globals[name].__code__ = code
    frame = frame.f_back


def neuron(x, w, b):
    return 1.0
