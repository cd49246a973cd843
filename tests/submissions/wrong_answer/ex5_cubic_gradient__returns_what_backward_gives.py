# criterion: gradient wrong_answer GRADIENT_FROM_BACKWARD
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    t = torch.tensor(x, requires_grad=True)
    return f(t).backward()

GRADIENT_AT_2 = 3
