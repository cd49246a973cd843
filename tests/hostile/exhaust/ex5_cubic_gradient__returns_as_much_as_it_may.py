# Tries: to fill the grader's own memory, and to keep it busy: each answer is as large as one may be, in numbers or in parts.
# criterion: value output_limit_exceeded
# criterion: gradient output_limit_exceeded
# criterion: constant output_limit_exceeded
import torch

GRADIENT_AT_2 = 3.0
big = torch.zeros(1_999_999, dtype=torch.complex128)
parts = [[[0.5] * 100] * 99] * 18


def f(x):
    return big


def gradient_at(x):
    return parts
