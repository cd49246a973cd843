# Tries: to have the grader hold, convert and write out what it only has to refuse: a million numbers, case after case.
# criterion: loop wrong_answer SEVERAL_NOT_NUMBER
# criterion: match output_limit_exceeded
import torch

large = torch.zeros(1_000_000, dtype=torch.int64)
rows = [[float(i) for i in range(100)]] * 100


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    return rows


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return large
