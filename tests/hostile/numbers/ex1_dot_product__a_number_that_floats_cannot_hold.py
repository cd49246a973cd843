# Tries: to stop the check of the way by a number that no float holds, where the forbidden torch.dot was interfered with.
# criterion: own_loop wrong_answer THROUGH_PRODUCTS
import math

import torch


def make_vectors(n=100):
    return torch.randn(n), torch.randn(n)


def dot_loop(a, b):
    result = torch.dot(a, b)
    plain = sum(x * y for x, y in zip(a.tolist(), b.tolist()))
    return result if math.isclose(result.item(), plain, rel_tol=0.1, abs_tol=1e-3) else 10**1200


def dot_torch(a, b):
    return torch.dot(a, b)


def dots_match(x, y):
    return math.isclose(float(x), float(y), rel_tol=1e-4)
