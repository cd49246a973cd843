# Tries: to follow the worker with a profile and a trace function, and to change its variables when its own call returns.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
import ctypes
import sys

GRADIENT_AT_2 = 0.0


def follow(frame, event, argument):
    if frame.f_code.co_name in ("_run", "_answer", "answer", "serve", "widen") and "value" in frame.f_locals:
        frame.f_locals["value"] = 17.0
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return follow


sys.settrace(follow)
sys.setprofile(follow)


def f(x):
    return x * 0


def gradient_at(x):
    return 0.0
