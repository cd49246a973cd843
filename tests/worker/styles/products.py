"""products(A, B): right_* by torch.bmm however spelled, wrong_* by another product."""

# ruff: noqa: B009, B905, E701
# fmt: off
import functools

import torch
from torch import bmm as pairs


def right_bmm(A, B):
    return torch.bmm(A, B)

def right_method(A, B):
    return A.bmm(B)

def right_alias(A, B):
    return pairs(A, B)

def right_unbound(A, B):
    return torch.Tensor.bmm(A, B)

def right_keywords(A, B):
    return torch.bmm(input=A, mat2=B)

def right_partial(A, B):
    return functools.partial(torch.bmm, A)(B)

def right_getattr(A, B):
    return getattr(A, "bmm")(B)

def right_out(A, B):
    out = torch.empty(A.shape[0], A.shape[1], B.shape[2])
    torch.bmm(A, B, out=out)
    return out

def right_no_grad(A, B):
    with torch.no_grad(): return torch.bmm(A, B)

def right_inference(A, B):
    with torch.inference_mode(): return torch.bmm(A, B).clone()

def right_double(A, B):
    return torch.bmm(A.double(), B.double()).float()

def right_transposed(A, B):
    return torch.bmm(B.mT, A.mT).mT

def right_parts(A, B):
    return torch.cat([torch.bmm(a, b) for a, b in zip(A.split(2), B.split(2))])

def right_aten(A, B):
    return torch.ops.aten.bmm.default(A, B)

def right_graph(A, B):
    return A.clone().requires_grad_().bmm(B).detach()

@torch.jit.script
def _scripted(A, B):
    return torch.bmm(A, B)

def right_scripted(A, B):
    return _scripted(A, B)


def wrong_at(A, B):
    return A @ B

def wrong_matmul(A, B):
    return torch.matmul(A, B)

def wrong_baddbmm(A, B):
    return torch.baddbmm(A.new_zeros(A.shape[0], A.shape[1], B.shape[2]), A, B)

def wrong_einsum(A, B):
    return torch.einsum("bij,bjk->bik", A, B)

def wrong_loop(A, B):
    return torch.stack([a @ b for a, b in zip(A, B)])

def wrong_vmap(A, B):
    return torch.vmap(torch.mm)(A, B)

def wrong_broadcast(A, B):
    return (A[..., None] * B[:, None]).sum(2)

def wrong_thrown_away(A, B):
    torch.bmm(A, B)
    return A @ B

def wrong_times_zero(A, B):
    return A @ B + 0 * torch.bmm(A, B)

def wrong_numpy(A, B):
    return torch.from_numpy(A.numpy() @ B.numpy())
