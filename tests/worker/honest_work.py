"""What a course could ask for, one function each, as a learner's file that runs in a sheltered worker.

Each returns something that shows that it ran. Its text is sent; nothing imports it but who wants the names.
"""

import asyncio
import copy
import datetime as dt
import hashlib
import io
import json
import logging
import pickle
import platform
import random
import secrets
import sqlite3
import threading
import time
import uuid
import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from torch import nn

WORK: dict[str, Callable[[], Any]] = {}


def work(function: Callable[[], Any]) -> Callable[[], Any]:
    """Give it its name in :data:`WORK`."""
    WORK[function.__name__] = function
    return function


def run(name: str) -> tuple[bool, str]:
    """Return whether it ran, and what came out or went wrong."""
    try:
        return True, repr(WORK[name]())[:200]
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        return False, f"{type(error).__name__}: {error}"[:300]


def loss_of(model: nn.Module, *shape: int) -> torch.Tensor:
    """A number to descend from."""
    return (model(torch.randn(*shape)) ** 2).mean()


# --- training ----------------------------------------------------------------------------------------------


def trained_by(make: Callable[[Any], torch.optim.Optimizer]) -> bool:
    """Ten steps; whether the loss came down."""
    torch.manual_seed(0)
    model, inputs = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1)), torch.randn(16, 3)
    optimiser, losses = make(model.parameters()), []

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = ((model(inputs) - 1) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        return loss

    for _ in range(10):
        optimiser.step(closure)
    assert losses[-1] < losses[0]
    return True


@work
def sgd() -> Any:
    return trained_by(lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True))


@work
def adam() -> Any:
    return trained_by(lambda p: torch.optim.Adam(p, lr=0.05))


@work
def adamw() -> Any:
    return trained_by(lambda p: torch.optim.AdamW(p, lr=0.05))


@work
def rmsprop() -> Any:
    return trained_by(lambda p: torch.optim.RMSprop(p, lr=0.02))


@work
def lbfgs() -> Any:
    return trained_by(lambda p: torch.optim.LBFGS(p, lr=0.1))


@work
def schedulers() -> Any:
    optimiser = torch.optim.SGD([nn.Parameter(torch.ones(2))], lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 10)
    optimiser.step()
    schedule.step()
    return schedule.get_last_lr()


@work
def data_loader() -> Any:
    data = torch.utils.data.TensorDataset(torch.randn(10, 2), torch.randn(10))
    return sum(len(x) for x, _ in torch.utils.data.DataLoader(data, batch_size=3, shuffle=True))


@work
def clipping() -> Any:
    weight = nn.Parameter(torch.ones(3))
    (weight * 10).sum().backward()
    return nn.utils.clip_grad_norm_([weight], 1.0).item()


# --- layers ------------------------------------------------------------------------------------------------


@work
def convolutions() -> Any:
    layers = (nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(676, 10))
    loss = nn.CrossEntropyLoss()(nn.Sequential(*layers, nn.Dropout())(torch.randn(4, 1, 28, 28)), torch.arange(4))
    loss.backward()
    return loss.item()


@work
def recurrent() -> Any:
    return nn.LSTM(3, 4, batch_first=True)(torch.randn(2, 5, 3))[0].shape, nn.GRU(3, 4)(torch.randn(5, 2, 3))[0].shape


@work
def attention() -> Any:
    x = torch.randn(2, 5, 8)
    encoder = nn.TransformerEncoderLayer(8, 2, batch_first=True)
    heads = torch.randn(1, 2, 4, 8)
    scaled = nn.functional.scaled_dot_product_attention(heads, heads, heads)
    return nn.MultiheadAttention(8, 2, batch_first=True)(x, x, x)[0].shape, encoder(x).shape, scaled.shape


@work
def embeddings() -> Any:
    return nn.EmbeddingBag(10, 3)(torch.tensor([[1, 2], [3, 4]])).shape, nn.Embedding(5, 2)(torch.tensor([1])).shape


@work
def initialisations() -> Any:
    makers = (nn.init.xavier_uniform_, nn.init.kaiming_normal_, nn.init.orthogonal_)
    return [make(torch.empty(3, 3)).shape for make in makers]


@work
def weight_norm_and_pruning() -> Any:
    from torch.nn.utils import prune

    pruned = prune.l1_unstructured(nn.Linear(4, 4), "weight", 0.5)(torch.ones(1, 4))
    return nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))(torch.ones(1, 2)).shape, pruned.shape


@work
def forward_hooks() -> Any:
    model, seen = nn.Linear(2, 2), []
    model.register_forward_hook(lambda *_: seen.append(1))
    model(torch.ones(1, 2))
    return seen


# --- gradients ---------------------------------------------------------------------------------------------


@work
def transforms() -> Any:
    from torch.func import functional_call, grad, hessian, jacfwd, jacrev, vmap

    def cubic(x: torch.Tensor) -> torch.Tensor:
        return (x**3).sum()

    x, model = torch.randn(3), nn.Linear(3, 1)
    parts = [hessian(cubic)(x), jacfwd(cubic)(x), jacrev(cubic)(x), vmap(grad(cubic))(torch.randn(4, 3))]
    return [part.shape for part in (*parts, functional_call(model, dict(model.named_parameters()), x))]


@work
def gradient_check() -> Any:
    return torch.autograd.gradcheck(lambda x: x**2, torch.randn(3, dtype=torch.double, requires_grad=True))


@work
def functions_of_ones_own() -> Any:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, x: torch.Tensor) -> torch.Tensor:
            context.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(context: Any, gradient: torch.Tensor) -> torch.Tensor:
            return 2 * gradient * context.saved_tensors[0]

    x = torch.ones(2, requires_grad=True)
    with torch.autograd.detect_anomaly(check_nan=True):
        Square.apply(x).sum().backward()
    return x.grad


@work
def checkpoints() -> Any:
    from torch.utils.checkpoint import checkpoint

    return checkpoint(lambda x: x * 2, torch.ones(2, requires_grad=True), use_reentrant=False).tolist()


# --- numbers -----------------------------------------------------------------------------------------------


@work
def products() -> Any:
    a = torch.randn(8, 64, 64)
    return torch.einsum("bij,bjk->bik", a, a).shape, torch.bmm(a, a).shape, torch.addmm(a[0], a[1], a[2]).shape


@work
def linear_algebra() -> Any:
    a, one = torch.randn(5, 5), torch.eye(5)
    spd = a @ a.T + 5 * one
    parts = [torch.linalg.inv(spd), torch.linalg.eig(a)[0], torch.linalg.qr(a)[0], torch.linalg.svd(a)[1]]
    parts += [torch.linalg.solve(spd, one), torch.linalg.cholesky(spd), torch.linalg.matrix_exp(a)]
    parts += [torch.linalg.pinv(a), torch.linalg.lstsq(spd, one)[0], torch.linalg.det(a), torch.linalg.norm(a)]
    return [part.shape for part in parts]


@work
def transforms_of_signals() -> Any:
    window = torch.hann_window(64)
    return torch.fft.fft(torch.randn(16)).shape, torch.stft(
        torch.randn(400), 64, window=window, return_complex=True
    ).shape


@work
def special_functions() -> Any:
    return torch.special.gammaln(torch.tensor(3.0)).item(), torch.erf(torch.tensor(0.5)).item()


@work
def sparse_and_quantized() -> Any:
    product = torch.sparse.mm(torch.eye(3).to_sparse(), torch.ones(3, 2))
    return product.tolist(), torch.ones(3).to(torch.bfloat16).sum().item()


@work
def lower_precision() -> Any:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return str((torch.randn(3, 3) @ torch.randn(3, 3)).dtype)


@work
def threads_inside_torch() -> Any:
    torch.set_num_threads(2)
    large = torch.ones(900, 900)
    return (large @ large)[0, 0].item(), torch.ones(3_000_000).sum().item(), torch.randn(1_000_000).sort()[0].shape


# --- chance ------------------------------------------------------------------------------------------------


@work
def generators() -> Any:
    own = torch.Generator().manual_seed(3)
    drawn = [
        torch.rand(2, generator=own),
        torch.randperm(5),
        torch.multinomial(torch.ones(4), 2),
    ]
    return [part.shape for part in drawn], np.random.default_rng(3).normal(size=2), np.random.RandomState(1).rand()


@work
def fresh_entropy() -> Any:
    return (
        np.random.default_rng().random() < 1,
        random.SystemRandom().random() < 1,
        torch.seed() > 0,
        secrets.token_hex(2),
    )


@work
def distributions() -> Any:
    d = torch.distributions
    normal = d.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(2))
    divergence = d.kl_divergence(d.Normal(0.0, 1.0), d.Normal(1.0, 1.0))
    return d.Categorical(torch.ones(3)).sample().shape, normal.item(), divergence.item()


# --- tools -------------------------------------------------------------------------------------------------


@work
def saving_and_loading() -> Any:
    kept = io.BytesIO()
    torch.save(nn.Linear(2, 2).state_dict(), kept)
    kept.seek(0)
    return len(torch.load(kept)), len(pickle.dumps(copy.deepcopy(nn.Linear(2, 2))))


@work
def tracing() -> Any:
    graph = torch.fx.symbolic_trace(nn.Linear(2, 2)).graph
    return torch.jit.trace(nn.Linear(2, 2), torch.ones(1, 2))(torch.ones(1, 2)).shape, len(list(graph.nodes))


@work
def profiling() -> Any:
    with torch.profiler.profile() as found:
        torch.ones(3) @ torch.ones(3)
    return len(found.key_averages()) > 0


@work
def comparing() -> Any:
    torch.testing.assert_close(torch.ones(2), torch.ones(2))
    return torch.allclose(torch.ones(2), torch.ones(2))


@work
def pools_of_threads() -> Any:
    done: list[int] = []
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()
    with ThreadPoolExecutor(4) as pool:
        return done, sum(pool.map(lambda size: float(torch.ones(size).sum()), range(8)))


@work
def the_standard_library() -> Any:
    logging.getLogger("m").warning("said")
    now = dt.datetime.now(zoneinfo.ZoneInfo("Europe/Berlin"))
    found = [uuid.uuid4().version, hashlib.sha256(b"x").hexdigest(), platform.system(), now.year, time.perf_counter()]
    found += [sqlite3.connect(":memory:").execute("select 1").fetchone(), json.loads("[1]")]
    return [*found, asyncio.run(asyncio.sleep(0.001, "slept"))]
