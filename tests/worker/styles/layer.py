"""layer(X, W, b): right_* on the whole batch, rows_* one row at a time, python_* through Python or NumPy."""

# ruff: noqa: B905, C417, E501, E701, E702, N812, PERF401, PT018
# fmt: off
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def right_at(X, W, b):
    return X @ W + b

def right_matmul(X, W, b):
    return torch.matmul(X, W).add(b)

def right_mm(X, W, b):
    return b + X.mm(W)

def right_addmm(X, W, b):
    return torch.addmm(b, X, W)

def right_linear(X, W, b):
    return F.linear(X, W.T, b)

def right_einsum(X, W, b):
    return torch.einsum("bi,io->bo", X, W) + b

def right_broadcast(X, W, b):
    return (X.unsqueeze(2) * W).sum(1) + b

def right_module(X, W, b):
    layer = nn.Linear(W.shape[0], W.shape[1])
    with torch.no_grad(): layer.weight.copy_(W.T); layer.bias.copy_(b)
    return layer(X)

def right_vmap(X, W, b):
    return torch.vmap(lambda x: x @ W + b)(X)

def right_bmm(X, W, b):
    return torch.bmm(X.unsqueeze(1), W.expand(len(X), -1, -1)).squeeze(1) + b

def right_rows_as_matrices(X, W, b):
    return (X[:, None, :] @ W)[:, 0] + b

def right_transposed(X, W, b):
    return (W.T @ X.T).T + b

def right_tensordot(X, W, b):
    return torch.tensordot(X, W, dims=1) + b

def right_inner(X, W, b):
    return torch.inner(X, W.t()) + b

def right_ones_column(X, W, b):
    return torch.cat([X, X.new_ones(len(X), 1)], 1) @ torch.cat([W, b[None]])

def right_conv(X, W, b):
    return F.conv1d(X[:, :, None], W.T[:, :, None], b)[:, :, 0]

def right_in_place(X, W, b):
    out = X @ W; out += b; return out

def right_filled(X, W, b):
    out = torch.empty(X.shape[0], W.shape[1]); torch.mm(X, W, out=out); return out + b.expand(len(X), -1)

def right_no_grad(X, W, b):
    with torch.no_grad(): return X.matmul(W) + b

def right_inference(X, W, b):
    with torch.inference_mode(): return (X @ W + b).clone()

def right_columns(X, W, b):
    return torch.stack([X @ W[:, j] + b[j] for j in range(W.shape[1])], dim=1)

def right_checked(X, W, b):
    for row in X:
        if not torch.isfinite(row).all() or torch.allclose(row, row + 1): raise ValueError("not a number")
    assert X.shape[1] == W.shape[0] and X.dim() == 2
    return X @ W + b

def right_checked_by_item(X, W, b):
    if X.abs().sum().item() < 0 or any(float(v) != float(v) for v in X.flatten()): raise ValueError("not a number")
    return X @ W + b

def right_grad(X, W, b):
    return (X.clone().requires_grad_() @ W + b).detach()

@torch.jit.script
def _scripted(X, W, b):
    return X @ W + b

def right_scripted(X, W, b):
    return _scripted(X, W, b)


def rows_stack(X, W, b):
    return torch.stack([x @ W + b for x in X])

def rows_product_only(X, W, b):
    return torch.stack([x @ W for x in X]) + b

def rows_filled(X, W, b):
    out = torch.zeros(len(X), W.shape[1])
    for i in range(len(X)): out[i] = X[i] @ W + b
    return out

def rows_slices(X, W, b):
    return torch.cat([X[i : i + 1].mm(W) + b for i in range(X.shape[0])])

def rows_map(X, W, b):
    return torch.stack(list(map(lambda x: F.linear(x, W.T, b), X)))

def rows_while(X, W, b):
    out, i = [], 0
    while i < X.size(0): out.append(torch.matmul(X[i], W) + b); i += 1
    return torch.vstack(out)

def rows_broadcast(X, W, b):
    return torch.stack([(x[:, None] * W).sum(0) + b for x in X])

def rows_einsum(X, W, b):
    return torch.stack([torch.einsum("i,io->o", x, W) + b for x in X])

def rows_dots(X, W, b):
    return torch.stack([torch.stack([x.dot(w) for w in W.T]) for x in X]) + b

def rows_entries(X, W, b):
    out = b.repeat(len(X), 1)
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            for k in range(W.shape[0]): out[i, j] += X[i, k] * W[k, j]
    return out

def rows_module(X, W, b):
    layer = nn.Linear(*W.shape)
    with torch.no_grad(): layer.weight.copy_(W.T); layer.bias.copy_(b)
    return torch.stack([layer(x) for x in X])

def rows_addmv(X, W, b):
    return torch.stack([torch.addmv(b, W.T, x) for x in X])

def rows_accumulated(X, W, b):
    out = torch.zeros(len(X), W.shape[1])
    for row, x in zip(out, X): row.add_(W.T.mv(x)).add_(b)
    return out

def rows_inference(X, W, b):
    with torch.inference_mode(): return torch.stack([x @ W + b for x in X]).clone()

@torch.jit.script
def _scripted_rows(X, W, b):
    rows = []
    for i in range(X.size(0)): rows.append(X[i] @ W + b)
    return torch.stack(rows)

def rows_scripted(X, W, b):
    return _scripted_rows(X, W, b)

def rows_decoy(X, W, b):
    X @ W + b
    return torch.stack([x @ W + b for x in X])


def python_numpy(X, W, b):
    return torch.from_numpy(X.numpy() @ W.numpy() + b.numpy())

def python_asarray(X, W, b):
    return torch.as_tensor(np.asarray(X) @ np.asarray(W)) + b

def python_np_matmul(X, W, b):
    return torch.tensor(np.matmul(X, W)) + b

def python_np_array(X, W, b):
    return torch.from_numpy(np.array(X).dot(np.array(W))) + b

def python_dlpack(X, W, b):
    return torch.from_dlpack(np.from_dlpack(X) @ np.from_dlpack(W)) + b

def python_tolist(X, W, b):
    columns = W.T.tolist()
    return torch.tensor([[sum(x * w for x, w in zip(row, column)) for column in columns] for row in X.tolist()]) + b

def python_item(X, W, b):
    out = torch.zeros(len(X), W.shape[1])
    for i in range(len(X)):
        for j in range(W.shape[1]): out[i, j] = sum(X[i, k].item() * W[k, j].item() for k in range(len(W))) + b[j].item()
    return out

def python_float(X, W, b):
    rows = [[float(v) for v in row] for row in X]
    return torch.tensor([[sum(x * float(W[k, j]) for k, x in enumerate(r)) for j in range(W.shape[1])] for r in rows]) + b

def python_shared_memory(X, W, b):
    out = torch.empty(len(X), W.shape[1]); out.numpy()[:] = X.numpy() @ W.numpy(); return out + b

def python_bias(X, W, b):
    return X @ W + torch.tensor(b.tolist())

def python_method(X, W, b):
    return torch.from_numpy(torch.Tensor.numpy(X)) @ W + b

def python_array_method(X, W, b):
    return torch.from_numpy(X.__array__()) @ W + b

def python_per_entry(X, W, b):
    return X.clone().apply_(lambda v: v) @ W + b

def python_forced(X, W, b):
    return torch.tensor(X.detach().cpu().numpy(force=True)) @ W + b

def python_decoy(X, W, b):
    X @ W + b
    return torch.tensor(X.numpy() @ W.numpy()) + b
