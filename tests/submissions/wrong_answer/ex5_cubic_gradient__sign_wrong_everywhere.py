# criterion: value wrong_answer CUBIC_PLUS_SQUARE
# criterion: gradient wrong_answer GRADIENT_PLUS_SQUARE
# criterion: constant wrong_answer AT_2_SIGN
import torch

def f(x):
    return x**3 + 4 * x**2 + 7 * x - 1

def gradient_at(x):
    t = torch.tensor(x, requires_grad=True)
    f(t).backward()
    return t.grad

GRADIENT_AT_2 = gradient_at(2.0)
