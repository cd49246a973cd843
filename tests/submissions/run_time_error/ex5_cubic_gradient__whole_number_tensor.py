# criterion: gradient run_time_error GRADIENT_INTEGER
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    t = torch.tensor(int(x), requires_grad=True)
    f(t).backward()
    return t.grad

GRADIENT_AT_2 = 3
