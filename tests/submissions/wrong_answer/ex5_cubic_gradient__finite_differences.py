# criterion: autograd wrong_answer NOT_THROUGH_AUTOGRAD
import torch

def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def gradient_at(x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)

GRADIENT_AT_2 = 3
