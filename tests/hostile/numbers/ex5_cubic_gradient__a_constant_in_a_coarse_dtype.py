# Tries: to buy tolerance where nothing goes in: a constant that is off by one in a hundred, in a dtype as coarse as that.
# criterion: constant wrong_answer WRONG_ANSWER
import torch

GRADIENT_AT_2 = torch.tensor(3.03, dtype=torch.bfloat16)


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
