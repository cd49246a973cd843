# criterion: gradient run_time_error GRADIENT_NO_GRAPH
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    t = torch.tensor(x)
    f(t).backward()
    return t.grad

GRADIENT_AT_2 = 3
