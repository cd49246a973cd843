# criterion: gradient wrong_answer GRADIENT_ACCUMULATED
import torch

point = torch.tensor(0.0, requires_grad=True)

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    point.data = torch.tensor(x)
    f(point).backward()
    return point.grad.item()

GRADIENT_AT_2 = 3
