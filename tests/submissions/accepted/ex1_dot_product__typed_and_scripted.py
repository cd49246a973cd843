import torch

@torch.jit.script
def dot_loop(a: torch.Tensor, b: torch.Tensor):
    total = torch.tensor(0.0)
    for i in range(a.size(0)):
        total += a[i] * b[i]
    return total

def make_vectors(n=100):
    a = torch.tensor([float(i) for i in range(n)])
    b = torch.flip(a, dims=(0,))
    return a, b

def dot_torch(*vectors):
    return torch.dot(*vectors)

def dots_match(x, y):
    return not abs(x - y) > 1e-4 * max(abs(x), abs(y), 1)
