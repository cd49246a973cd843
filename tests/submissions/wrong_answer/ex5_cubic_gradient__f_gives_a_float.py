# criterion: value wrong_answer NUMBER_NOT_TENSOR
import torch

def f(x):
    if x.numel() == 1:
        return float(x) ** 3 - 4 * float(x) ** 2 + 7 * float(x) - 1
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    t = torch.tensor(x, requires_grad=True)
    y = t**3 - 4 * t**2 + 7 * t - 1
    y.backward()
    return t.grad

GRADIENT_AT_2 = 3
