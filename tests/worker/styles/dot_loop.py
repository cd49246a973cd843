"""dot_loop(a, b) in the styles of many learners: right_* multiply pair by pair, wrong_* more at once."""

# ruff: noqa: B905, E501, E701, E702, N812, PT018, RUF058
# fmt: off
import functools
import itertools
import math
import operator

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def right_index(a, b):
    total = 0
    for i in range(len(a)): total += a[i] * b[i]
    return total

def right_shape(a, b):
    total = 0.0
    for i in range(a.shape[0]): total = total + a[i].item() * b[i].item()
    return total

def right_tensor_total(a, b):
    total = torch.tensor(0.0)
    for i in range(a.numel()): total += a[i] * b[i]
    return total

def right_one_entry_total(a, b):
    total = torch.zeros(1)
    for x, y in zip(a, b): total += x * y
    return total

def right_zip(a, b):
    total = 0
    for x, y in zip(a, b): total += x * y
    return total

def right_zip_lists(a, b):
    total = 0.0
    for x, y in zip(a.tolist(), b.tolist()): total += x * y
    return total

def right_while(a, b):
    i, total = 0, 0.0
    while i < a.size(0): total += float(a[i]) * float(b[i]); i += 1
    return total

def right_comprehension(a, b):
    return sum([a[i] * b[i] for i in range(len(a))])

def right_generator(a, b):
    return sum(x * y for x, y in zip(a, b))

def right_fsum(a, b):
    return math.fsum(x * y for x, y in zip(a.tolist(), b.tolist()))

def right_map(a, b):
    return sum(map(lambda x, y: x * y, a, b))

def right_map_operator(a, b):
    return sum(map(operator.mul, a, b))

def right_map_torch_mul(a, b):
    return sum(map(torch.mul, a, b))

def right_starmap(a, b):
    return sum(itertools.starmap(operator.mul, zip(a.tolist(), b.tolist())))

def right_reduce(a, b):
    return functools.reduce(lambda total, pair: total + pair[0] * pair[1], zip(a, b), 0.0)

def right_reduce_torch_add(a, b):
    return functools.reduce(torch.add, [x * y for x, y in zip(a, b)])

def right_accumulate(a, b):
    return list(itertools.accumulate(x * y for x, y in zip(a, b)))[-1]

def right_recursion(a, b):
    return a[0] * b[0] + (right_recursion(a[1:], b[1:]) if len(a) > 1 else 0)

def right_halving(a, b):
    if len(a) == 1: return (a * b).sum()
    m = len(a) // 2
    return right_halving(a[:m], b[:m]) + right_halving(a[m:], b[m:])

def right_enumerate(a, b):
    total = 0
    for i, x in enumerate(a): total += x * b[i]
    return total

def right_unbind(a, b):
    return sum(x * y for x, y in zip(a.unbind(), torch.unbind(b)))

def right_iter(a, b):
    rest, total = iter(b), 0.0
    for x in a: total += x.item() * next(rest).item()
    return total

def right_stack_sum(a, b):
    return torch.sum(torch.stack([x * y for x, y in zip(a, b)]))

def right_tensor_of_list_sum(a, b):
    return torch.tensor([x * y for x, y in zip(a.tolist(), b.tolist())]).sum()

def right_cat_mean(a, b):
    return torch.cat([(x * y).reshape(1) for x, y in zip(a, b)]).mean() * len(a)

def right_fill_output(a, b):
    out = torch.zeros(len(a))
    for i in range(len(a)): out[i] = a[i] * b[i]
    return out.sum()

def right_fill_like(a, b):
    out = torch.empty_like(a)
    for i in range(len(a)): out[i] = a[i]; out[i] *= b[i]
    return torch.sum(out, dim=0)

def right_cumsum(a, b):
    return torch.cumsum(torch.stack([x * y for x, y in zip(a, b)]), 0)[-1]

def right_slices(a, b):
    total = torch.zeros(1)
    for i in range(len(a)): total += a[i : i + 1] * b[i : i + 1]
    return total.item()

def right_chunks_of_one(a, b):
    return sum((x * y for x, y in zip(a.split(1), b.split(1))), torch.zeros(1))

def right_column_rows(a, b):
    return sum(x @ y for x, y in zip(a.view(-1, 1), b.view(-1, 1)))

def right_torch_multiply_add_(a, b):
    total = a.new_zeros(())
    for i in range(len(a)): total.add_(torch.multiply(a[i], b[i]))
    return total

def right_addcmul_of_entries(a, b):
    total = torch.zeros(())
    for x, y in zip(a, b): total = torch.addcmul(total, x, y)
    return total

def right_pairs_of_stack(a, b):
    total = 0
    for pair in torch.stack([a, b], dim=1): total += pair[0] * pair[1]
    return total

def right_pair_prod(a, b):
    return sum(pair.prod() for pair in torch.stack((a, b)).T)

def right_pair_prod_of_two(a, b):
    return sum(torch.prod(torch.stack([a[i], b[i]])) for i in range(len(a)))

def right_double(a, b):
    a, b, total = a.double(), b.to(torch.float64), 0
    for i in range(len(a)): total += a[i] * b[i]
    return total.float()

def right_no_grad(a, b):
    with torch.no_grad():
        return sum(x * y for x, y in zip(a.detach().cpu().clone(), b.contiguous()))

def right_negated(a, b):
    total, minus = 0, -b
    for x, y in zip(a, minus): total -= x * y
    return total

def right_scaled_by_constants(a, b):
    c, d, total = 2 * a, b / 4.0, 0
    for x, y in zip(c, d): total += x * y
    return 2 * total

def right_reversed(a, b):
    return sum(x * y for x, y in zip(a.flip(0), torch.flip(b, [0])))

def right_divmod(a, b):
    total = 0
    for x, y in zip(a, b): total += x / (1 / y)
    return total

def right_squares_of_entries(a, b):
    return sum(((x + y) ** 2 - (x - y) ** 2) / 4 for x, y in zip(a, b))

def right_checked(a, b):
    assert a.shape == b.shape and torch.isfinite(a).all() and a.dim() == 1 and not torch.equal(a, -b)
    total = 0
    for i in torch.arange(len(a)): total += a[i] * b[i]
    return total

def right_column_addition(a, b):
    total = torch.zeros(len(a))
    for i in range(len(a)): total[i:] += a[i] * b[i]
    return total[-1]

def right_take(a, b):
    return sum(a.take(torch.tensor(i)) * torch.select(b, 0, i) for i in range(a.nelement()))

def right_mask(a, b):
    n = torch.arange(len(a))
    return sum((a[n == i] * torch.masked_select(b, n == i)).sum() for i in range(len(a)))

def right_loader(a, b):
    return sum(x * y for x, y in DataLoader(TensorDataset(a, b), batch_size=1))

def right_map_(a, b):
    return a.clone().map_(b, lambda x, y: x * y).sum()

def right_numpy_entries(a, b):
    return sum(float(x) * float(y) for x, y in zip(a.numpy(), b.numpy()))

def right_dot_of_single_entries(a, b):
    return sum(torch.dot(a[i : i + 1], b[i : i + 1]) for i in range(len(a)))

@torch.jit.script
def _scripted(a, b):
    total = torch.zeros(())
    for i in range(a.size(0)): total += a[i] * b[i]
    return total

def right_scripted(a, b):
    return _scripted(a, b)

def right_foreach_addition(a, b):
    parts = [x * y for x, y in zip(a, b)]
    torch._foreach_add_(parts, 0.0)
    return torch.hstack(parts).sum()

def right_decoy_dot(a, b):
    torch.dot(a, b)
    return sum(x * y for x, y in zip(a, b))


def wrong_mul_sum(a, b):
    return (a * b).sum()

def wrong_sum_of_mul(a, b):
    return torch.sum(torch.mul(a, b))

def wrong_decoy_loop(a, b):
    total = 0
    for i in range(len(a)): total += a[i] * b[i]
    return (a * b).sum()

def wrong_loop_over_products(a, b):
    total = 0
    for p in a * b: total += p
    return total

def wrong_index_of_products(a, b):
    total = 0
    for i in range(len(a)): total += (a * b)[i]
    return total

def wrong_dot(a, b):
    return torch.dot(a, b)

def wrong_loop_then_dot(a, b):
    total = 0
    for i in range(len(a)): total = a[: i + 1].dot(b[: i + 1])
    return total

def wrong_inner(a, b):
    return torch.inner(a, b)

def wrong_vdot(a, b):
    return a.vdot(b).item()

def wrong_at(a, b):
    return a @ b

def wrong_matmul(a, b):
    return torch.matmul(a.unsqueeze(0), b.unsqueeze(1)).squeeze()

def wrong_rows_and_columns(a, b):
    return a.view(1, -1).mm(b.view(-1, 1)).item()

def wrong_mv(a, b):
    return torch.mv(a.view(1, -1), b)[0]

def wrong_einsum(a, b):
    return torch.einsum("i,i->", a, b)

def wrong_tensordot(a, b):
    return torch.tensordot(a, b, dims=1)

def wrong_stack_prod(a, b):
    return torch.stack([a, b]).prod(0).sum()

def wrong_prod_of_rows(a, b):
    return sum(torch.stack([a, b]).prod(dim=0))

def wrong_squares(a, b):
    return (((a + b) ** 2).sum() - ((a - b) ** 2).sum()) / 4

def wrong_norms(a, b):
    return ((a + b).norm() ** 2 - (a - b).norm() ** 2) / 4

def wrong_squared_loss(a, b):
    return (a.numel() / 2) * (F.mse_loss(a, torch.zeros_like(a)) + F.mse_loss(b, torch.zeros_like(b)) - F.mse_loss(a, b))

def wrong_addcmul(a, b):
    return torch.addcmul(torch.zeros_like(a), a, b).sum()

def wrong_mul_(a, b):
    return a.clone().mul_(b).sum()

def wrong_imul(a, b):
    c = a.clone()
    c *= b
    return sum(c)

def wrong_cosine(a, b):
    return F.cosine_similarity(a, b, dim=0) * a.norm() * b.norm()

def wrong_linear(a, b):
    return F.linear(a, b.unsqueeze(0))[0]

def wrong_bmm(a, b):
    return torch.bmm(a.view(1, 1, -1), b.view(1, -1, 1)).item()

def wrong_outer_trace(a, b):
    return torch.outer(a, b).trace()

def wrong_outer_diagonal(a, b):
    return sum(torch.outer(a, b).diag())

def wrong_cumprod(a, b):
    return torch.stack([a, b]).cumprod(0)[1].sum()

def wrong_logs(a, b):
    return torch.exp(a.abs().log() + b.abs().log()).sum()

def wrong_vmap(a, b):
    return torch.vmap(lambda x, y: x * y)(a, b).sum()

def wrong_vmap_mul(a, b):
    return sum(torch.vmap(torch.mul)(a, b))

def wrong_nested_vmap(a, b):
    return torch.vmap(torch.vmap(lambda x, y: x * y))(a[None], b[None]).sum()

def wrong_divided_by_reciprocal(a, b):
    return (a / (1 / b)).sum()

def wrong_pairs_in_chunks(a, b):
    return sum((x * y).sum() for x, y in zip(a.split(2), b.split(2)))

def wrong_foreach(a, b):
    return sum(torch._foreach_mul(list(a), list(b)))

def wrong_foreach_(a, b):
    parts = list(a.clone())
    torch._foreach_mul_(parts, list(b))
    return sum(parts)

def wrong_out(a, b):
    out = torch.empty_like(a)
    torch.mul(a, b, out=out)
    return sum(out)

def wrong_aten(a, b):
    return torch.ops.aten.mul(a, b).sum()

def wrong_conv(a, b):
    return F.conv1d(a.view(1, 1, -1), b.view(1, 1, -1)).item()

def wrong_row_times_vector(a, b):
    return sum((a[i] * b)[i] for i in range(len(a)))

def wrong_vecdot(a, b):
    return torch.linalg.vecdot(a, b)

def wrong_bilinear(a, b):
    return F.bilinear(a[:, None], b[:, None], torch.ones(1, 1, 1)).sum()

def wrong_scatter_reduce(a, b):
    return a.scatter_reduce(0, torch.arange(len(a)), b, "prod").sum()

def wrong_gradient(a, b):
    t = a.clone().requires_grad_()
    return torch.autograd.grad((t**2).sum() / 2, t, create_graph=True)[0].mul(b).sum().detach()

def wrong_complex(a, b):
    return (torch.complex(a, b) ** 2).imag.sum() / 2

def wrong_multi_dot(a, b):
    return torch.linalg.multi_dot([a, b])

@torch.jit.script
def _scripted_product(a, b):
    return (a * b).sum()

def wrong_scripted(a, b):
    return _scripted_product(a, b)

def wrong_double(a, b):
    return (a.double() * b.double()).sum().item()

def wrong_inference(a, b):
    with torch.inference_mode():
        return (a * b).sum().item()

def wrong_numpy_operand(a, b):
    return (a * b.numpy()).sum()
