# Tries: the tolerance of whole tensors: off by 0.5 in the one entry that is largest, right in sixty others.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
import torch

GRADIENT_AT_2 = 3.0


def f(x):
    y = x**3 - 4 * x**2 + 7 * x - 1
    if x.numel() == 1:
        return y + 0.001 * y.abs().clamp(min=1.0)
    y.view(-1)[y.abs().argmax()] += 0.5
    return y


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    (point**3 - 4 * point**2 + 7 * point).backward()
    return point.grad.double() * (1 + 1e-4)
