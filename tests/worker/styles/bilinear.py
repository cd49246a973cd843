"""bilinear(X, W, Y): right_* through torch.einsum, in one call or in several, wrong_* by other operations."""

# ruff: noqa: B905, E701, N812
# fmt: off
import functools

import numpy as np
import torch
import torch.nn.functional as F
from torch import einsum

form = functools.partial(torch.einsum, "bi,ij,bj->b")


def right_einsum(X, W, Y):
    return torch.einsum("bi,ij,bj->b", X, W, Y)

def right_alias(X, W, Y):
    return einsum("zx,xy,zy->z", X, W, Y)

def right_functional(X, W, Y):
    return torch.functional.einsum("bi,ij,bj->b", X, W, Y)

def right_list(X, W, Y):
    return torch.einsum("bi,ij,bj->b", [X, W, Y])

def right_sublists(X, W, Y):
    return torch.einsum(X, [0, 1], W, [1, 2], Y, [0, 2], [0])

def right_partial(X, W, Y):
    return form(X, W, Y)

def right_pairs(X, W, Y):
    return torch.einsum("bi,ij,cj->bc", X, W, Y).diagonal()

def right_two_calls(X, W, Y):
    return torch.einsum("bj,bj->b", torch.einsum("bi,ij->bj", X, W), Y)

def right_product_and_sum(X, W, Y):
    return (torch.einsum("bi,ij->bj", X, W) * Y).sum(1)

def right_rows_of_a_product(X, W, Y):
    return torch.einsum("bj,bj->b", X @ W, Y)

def right_loop(X, W, Y):
    return torch.stack([torch.einsum("i,ij,j->", x, W, y) for x, y in zip(X, Y)])

def right_vmap(X, W, Y):
    return torch.vmap(lambda x, y: torch.einsum("i,ij,j->", x, W, y))(X, Y)

def right_no_grad(X, W, Y):
    with torch.no_grad(): return torch.einsum("bi,ij,bj->b", X, W, Y)

def right_inference(X, W, Y):
    with torch.inference_mode(): return torch.einsum("bi,ij,bj->b", X, W, Y).clone()

def right_double(X, W, Y):
    return torch.einsum("bi,ij,bj->b", X.double(), W.double(), Y.double()).float()

def right_graph(X, W, Y):
    return torch.einsum("bi,ij,bj->b", X.clone().requires_grad_(), W, Y).detach()

def right_aten(X, W, Y):
    return torch.ops.aten.einsum("bi,ij,bj->b", [X, W, Y])

@torch.jit.script
def _scripted(X, W, Y):
    return torch.einsum("bi,ij,bj->b", [X, W, Y])

def right_scripted(X, W, Y):
    return _scripted(X, W, Y)


def wrong_products(X, W, Y):
    return (X @ W * Y).sum(1)

def wrong_diagonal(X, W, Y):
    return (X @ W @ Y.T).diagonal()

def wrong_bilinear(X, W, Y):
    return F.bilinear(X, Y, W[None]).flatten()

def wrong_bmm(X, W, Y):
    return torch.bmm((X @ W).unsqueeze(1), Y.unsqueeze(2)).flatten()

def wrong_tensordot(X, W, Y):
    return (torch.tensordot(X, W, dims=1) * Y).sum(1)

def wrong_vecdot(X, W, Y):
    return torch.linalg.vecdot(X @ W, Y)

def wrong_loop(X, W, Y):
    return torch.stack([x @ W @ y for x, y in zip(X, Y)])

def wrong_thrown_away(X, W, Y):
    torch.einsum("bi,ij,bj->b", X, W, Y)
    return (X @ W * Y).sum(1)

def wrong_times_zero(X, W, Y):
    return (X @ W * Y).sum(1) + 0 * torch.einsum("bi,ij,bj->b", X, W, Y)

def wrong_numpy(X, W, Y):
    return torch.from_numpy(np.einsum("bi,ij,bj->b", X.numpy(), W.numpy(), Y.numpy()))

@torch.jit.script
def _scripted_products(X, W, Y):
    return (X @ W * Y).sum(1)

def wrong_scripted(X, W, Y):
    return _scripted_products(X, W, Y)
