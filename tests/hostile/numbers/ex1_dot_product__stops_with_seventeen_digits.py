# Tries: to stop the grader where it explains an exception, by sizes of 17 digits, numbers of 1,900, and long words.
# criterion: loop run_time_error
# criterion: built_in run_time_error
# criterion: match run_time_error
import itertools

import torch

digits = "9" * 1900
messages = itertools.cycle([
    "mat1 and mat2 shapes cannot be multiplied (12345678901234567x3 and 3x4)",
    "size mismatch, got input (3), mat (12345678901234567x3), vec (12345678901234567)",
    f"index {digits} is out of bounds for dimension 0 with size {digits}",
    f"inconsistent tensor size, expected tensor [{digits[:900]}] and src [{digits[:900]}]",
    f"shape '[{digits}]' is invalid for input of size 3",
    "_" * 4000,
    "Expected all tensors to be on the same device cuda:" + digits,
])


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    raise TypeError(next(messages))


dots_match = dot_torch = dot_loop
