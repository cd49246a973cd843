import torch

point = torch.tensor(0.0, requires_grad=True)


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point.data.fill_(x)
    f(point).backward()
    return point.grad.item()


GRADIENT_AT_2 = 3.0
