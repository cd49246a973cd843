"""products_at(A, B): right_* by the operator @ or torch.matmul, wrong_* by another product."""

# ruff: noqa: B905, E701
# fmt: off
import operator

import torch


def right_at(A, B):
    return A @ B

def right_matmul(A, B):
    return torch.matmul(A, B)

def right_method(A, B):
    return A.matmul(B)

def right_dunder(A, B):
    return A.__matmul__(B)

def right_operator(A, B):
    return operator.matmul(A, B)

def right_in_place(A, B):
    A @= B
    return A

def right_reversed(A, B):
    return B.__rmatmul__(A)

def right_keywords(A, B):
    return torch.matmul(input=A, other=B)

def right_loop(A, B):
    return torch.stack([a @ B if B.dim() == 2 else a @ b for a, b in zip(A, B if B.dim() == 3 else [B] * len(A))])

def right_vmap(A, B):
    return torch.vmap(torch.matmul, in_dims=(0, 0 if B.dim() == 3 else None))(A, B)

def right_no_grad(A, B):
    with torch.no_grad(): return A @ B

def right_double(A, B):
    return (A.double() @ B.double()).float()

def right_transposed(A, B):
    return (B.mT @ A.mT).mT

def right_aten(A, B):
    return torch.ops.aten.matmul(A, B)

@torch.jit.script
def _scripted(A, B):
    return A @ B

def right_scripted(A, B):
    return _scripted(A, B)


def wrong_bmm(A, B):
    return torch.bmm(A, B.expand(len(A), -1, -1))

def wrong_einsum(A, B):
    return torch.einsum("...ij,...jk->...ik", A, B)

def wrong_broadcast(A, B):
    return (A[..., None] * B.unsqueeze(-3)).sum(2)

def wrong_mm(A, B):
    return torch.stack([torch.mm(a, b) for a, b in zip(A, B.expand(len(A), -1, -1))])

def wrong_thrown_away(A, B):
    A @ B
    return torch.bmm(A, B.expand(len(A), -1, -1))

def wrong_numpy(A, B):
    return torch.from_numpy(A.numpy() @ B.numpy())
