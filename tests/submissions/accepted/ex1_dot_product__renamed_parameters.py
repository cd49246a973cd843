import torch

def make_vectors(size=100):
    first = torch.randn(size)
    second = torch.randn(size)
    return first, second

def dot_loop(v1, v2, verbose=False):
    s = 0.0
    for idx, value in enumerate(v1):
        if verbose:
            print(idx, value)
        s += float(value) * float(v2[idx])
    return s

dot_torch = lambda p, q: p.dot(q)

def dots_match(first_result, second_result, tolerance=1e-4):
    difference = first_result - second_result
    if difference < 0:
        difference = -difference
    if difference < tolerance:
        return True
    else:
        return False
