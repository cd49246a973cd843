# criterion: autograd wrong_answer NOT_THROUGH_AUTOGRAD
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    return 3 * x**2 - 8 * x + 7

GRADIENT_AT_2 = 3
