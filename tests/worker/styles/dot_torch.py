"""dot_torch(a, b): right_* by torch.dot however spelled, wrong_* by another product."""

# ruff: noqa: B009, B905, E701
# fmt: off
import functools

import torch
from torch import dot as d

take_dot = functools.partial(torch.dot)


def right_dot(a, b):
    return torch.dot(a, b)

def right_method(a, b):
    return a.dot(b)

def right_alias(a, b):
    return d(a, b)

def right_item(a, b):
    return torch.dot(a, b).item()

def right_float(a, b):
    return float(a.dot(b))

def right_partial(a, b):
    return take_dot(a, b)

def right_bound(a, b):
    return functools.partial(a.dot, b)()

def right_unbound(a, b):
    return torch.Tensor.dot(a, b)

def right_getattr(a, b):
    return getattr(torch, "dot")(a, b)

def right_keywords(a, b):
    return torch.dot(input=a, tensor=b)

def right_out(a, b):
    out = torch.empty(())
    torch.dot(a, b, out=out)
    return out

def right_out_returned(a, b):
    return torch.dot(a, b, out=torch.zeros(()))

def right_no_grad(a, b):
    with torch.no_grad(): return torch.dot(a, b)

def right_inference(a, b):
    with torch.inference_mode(): return torch.dot(a, b).item()

def right_double(a, b):
    return torch.dot(a.double(), b.to(torch.float64)).to(torch.float32)

def right_graph(a, b):
    return a.clone().requires_grad_().dot(b)

def right_aten(a, b):
    return torch.ops.aten.dot(a, b)

def right_aten_overload(a, b):
    return torch.ops.aten.dot.default(a, b)

def right_flattened(a, b):
    return torch.flatten(a).dot(b.view(-1)).reshape(())

def right_vmap(a, b):
    return torch.vmap(torch.dot)(a[None], b[None])[0]

@torch.jit.script
def _scripted(a, b):
    return torch.dot(a, b)

def right_scripted(a, b):
    return _scripted(a, b)


def wrong_vdot(a, b):
    return torch.vdot(a, b)

def wrong_inner(a, b):
    return torch.inner(a, b)

def wrong_at(a, b):
    return a @ b

def wrong_matmul(a, b):
    return torch.matmul(a, b).item()

def wrong_einsum(a, b):
    return torch.einsum("i,i", a, b)

def wrong_mul_sum(a, b):
    return (a * b).sum()

def wrong_tensordot(a, b):
    return torch.tensordot(a, b, 1)

def wrong_thrown_away(a, b):
    torch.dot(a, b)
    return a @ b

def wrong_loop(a, b):
    return sum(x * y for x, y in zip(a, b))

@torch.jit.script
def _scripted_at(a, b):
    return a @ b

def wrong_scripted(a, b):
    return _scripted_at(a, b)
