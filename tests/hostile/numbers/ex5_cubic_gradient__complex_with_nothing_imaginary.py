# Tries: to pass for real, and for a number: complex numbers without imaginary part, lazily conjugated or negated ones.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
import torch

GRADIENT_AT_2 = complex(3.0, 0.0)


def f(x):
    y = x**3 - 4 * x**2 + 7 * x - 1
    return torch.complex(y, torch.zeros_like(y)).conj()


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point).backward()
    return complex(point.grad.item(), -0.0)
