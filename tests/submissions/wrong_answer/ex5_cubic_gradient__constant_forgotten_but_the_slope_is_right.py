# criterion: value wrong_answer CUBIC_WITHOUT_CONSTANT
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x

def gradient_at(x):
    t = torch.tensor(x, requires_grad=True)
    f(t).backward()
    return t.grad

GRADIENT_AT_2 = 3
