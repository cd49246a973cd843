# Tries: to fill the grader's memory: each result is as large as a result may be, and there are fifty of them.
# criterion: vectors wrong_answer RESULT_TOO_LARGE
# criterion: loop output_limit_exceeded
# criterion: built_in output_limit_exceeded
# criterion: match output_limit_exceeded
import torch

half = torch.zeros(2_000_000, dtype=torch.float64)


def make_vectors(n=100):
    return half, half


def dot_loop(a, b):
    return half, half


dot_torch = dots_match = dot_loop
