# Tries: to be unreadable: every kind of tensor that has a shape and no plain memory, each with the right result in it.
# criterion: output wrong_answer
import itertools

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
ways = itertools.cycle([
    torch.Tensor.to_sparse,
    torch.Tensor.to_sparse_csr,
    torch.Tensor.to_sparse_csc,
    lambda y: torch.sparse_bsr_tensor([0, 1], [0], y[None], size=y.shape),
    lambda y: torch.nested.nested_tensor(list(y)),
    lambda y: torch.nested.nested_tensor(list(y), layout=torch.jagged),
    lambda y: torch.quantize_per_tensor(y, 0.001, 0, torch.qint32),
    torch.Tensor.to_mkldnn,
    lambda y: y.to("meta"),
    lambda y: FakeTensorMode().from_tensor(y),
    lambda y: torch._efficientzerotensor(y.shape),
    lambda y: y.to(torch.float8_e4m3fn).view(torch.bits8),
])


def layer(X, W, b):
    return next(ways)((X @ W + b).float())
