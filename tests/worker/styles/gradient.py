"""gradient_at(x) in the styles of many learners: right_* through PyTorch's autograd, wrong_* around it."""

# ruff: noqa: B009, E702, N812
# fmt: off
import torch
from torch import nn
from torch.autograd import forward_ad
from torch.autograd import functional as AF


def f(x):
    return x**3 - 4 * x**2 + 7 * x - 1


def leaf(x, **options):
    return torch.tensor(float(x), requires_grad=True, **options)


def right_item(x):
    t = leaf(x); f(t).backward(); return t.grad.item()

def right_tensor(x):
    t = leaf(x); y = f(t); y.backward(); return t.grad

def right_float(x):
    t = leaf(x); f(t).backward(); return float(t.grad)

def right_tolist(x):
    t = torch.tensor([x], requires_grad=True); f(t).backward(); return t.grad.tolist()[0]

def right_numpy(x):
    t = leaf(x); f(t).backward(); return t.grad.numpy()

def right_index(x):
    t = torch.tensor([x], requires_grad=True); f(t).sum().backward(); return t.grad[0]

def right_clone(x):
    t = leaf(x); f(t).backward(); return t.grad.clone().detach()

def right_retain_grad(x):
    t = leaf(x); u = t * 1; u.retain_grad(); f(u).backward(); return u.grad.item()

def right_parameter(x):
    p = nn.Parameter(torch.tensor(x)); f(p).backward(); return p.grad.item()

def right_zeroed(x):
    t = leaf(x); f(t).backward(); t.grad.zero_(); f(t).backward(); return t.grad.item()

def right_cleared(x):
    t = leaf(x); t.grad = None; f(t).backward(); return t.grad.item()

def right_getattr(x):
    t = leaf(x); f(t).backward(); return getattr(t, "grad").item()

def right_backward_by_name(x):
    t = leaf(x); getattr(f(t), "backward")(); return t.grad.item()

def right_hook(x):
    kept = []; t = leaf(x); t.register_hook(kept.append); f(t).backward(); return kept[0].item()

def right_post_accumulate_hook(x):
    kept = []; t = leaf(x); t.register_post_accumulate_grad_hook(lambda p: kept.append(p.grad.item())); f(t).backward()
    return kept[0]

def right_sgd(x):
    p = nn.Parameter(torch.tensor(x)); step = torch.optim.SGD([p], lr=1.0)
    f(p).backward(); step.step(); return x - p.item()

def right_module(x):
    class Cubic(nn.Module):
        def __init__(self): super().__init__(); self.x = nn.Parameter(torch.tensor(x))
        def forward(self): return f(self.x)
    m = Cubic(); m().backward(); return next(m.parameters()).grad.item()

def right_given_gradient(x):
    t = leaf(x); y = f(t); y.backward(gradient=torch.ones_like(y)); return t.grad.item()

def right_retain_graph(x):
    t = leaf(x); f(t).backward(retain_graph=True); return t.grad.item()

def right_inputs(x):
    t = leaf(x); f(t).backward(inputs=[t]); return t.grad.item()

def right_double(x):
    t = leaf(x, dtype=torch.float64); f(t).backward(); return t.grad.item()

def right_enable_grad(x):
    with torch.enable_grad():
        t = torch.tensor(x).requires_grad_(); f(t).backward()
    return t.grad.item()

def right_accumulated_by_two(x):
    t = leaf(x); (t**3 - 4 * t**2).backward(); (7 * t - 1).backward(); return t.grad.item()

def right_accumulated_halved(x):
    t = leaf(x); f(t).backward(); f(t).backward(); return t.grad.item() / 2

def right_grad(x):
    t = leaf(x); return torch.autograd.grad(f(t), t)[0].item()

def right_grad_create_graph(x):
    t = leaf(x); (g,) = torch.autograd.grad(f(t), t, create_graph=True); return g

def right_grad_outputs(x):
    t = torch.tensor([x], requires_grad=True); y = f(t); return torch.autograd.grad(y, t, torch.ones_like(y))[0]

def right_grad_batched(x):
    t = torch.tensor([x], requires_grad=True)
    return torch.autograd.grad(f(t), t, torch.ones(1, 1), is_grads_batched=True)[0].item()

def right_autograd_backward(x):
    t = leaf(x); torch.autograd.backward(f(t)); return t.grad.item()

def right_autograd_backward_list(x):
    t = leaf(x); torch.autograd.backward([f(t)]); return t.grad.item()

def right_func_grad(x):
    return torch.func.grad(f)(torch.tensor(x)).item()

def right_grad_and_value(x):
    g, _ = torch.func.grad_and_value(f)(torch.tensor(x)); return g

def right_func_vjp(x):
    _, pull = torch.func.vjp(f, torch.tensor(x)); return pull(torch.tensor(1.0))[0]

def right_func_jvp(x):
    return torch.func.jvp(f, (torch.tensor(x),), (torch.tensor(1.0),))[1].item()

def right_jacrev(x):
    return torch.func.jacrev(f)(torch.tensor(x))

def right_jacfwd(x):
    return torch.func.jacfwd(f)(torch.tensor(x)).item()

def right_linearize(x):
    _, push = torch.func.linearize(f, torch.tensor(x)); return push(torch.tensor(1.0))

def right_vmap_grad(x):
    return torch.vmap(torch.func.grad(f))(torch.tensor([x]))[0]

def right_functional_vjp(x):
    return AF.vjp(f, torch.tensor(x))[1].item()

def right_functional_jvp(x):
    return AF.jvp(f, torch.tensor(x), torch.tensor(1.0))[1].item()

def right_functional_jacobian(x):
    return AF.jacobian(f, torch.tensor(x)).item()

def right_jacobian_vectorized(x):
    return AF.jacobian(f, torch.tensor([x]), vectorize=True)[0, 0]

def right_jacobian_forward(x):
    return AF.jacobian(f, torch.tensor([x]), vectorize=True, strategy="forward-mode")[0, 0]

def right_functional_hessian(x):
    return AF.hessian(lambda t: t**4 / 4 - 4 * t**3 / 3 + 3.5 * t**2, torch.tensor(x)).item()

def right_dual(x):
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(torch.tensor(x), torch.tensor(1.0))
        return forward_ad.unpack_dual(f(dual)).tangent.item()

def right_own_function(x):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, t): ctx.save_for_backward(t); return t**3
        @staticmethod
        def backward(ctx, g): return g * 3 * ctx.saved_tensors[0] ** 2
    t = leaf(x); (Cube.apply(t) - 4 * t**2 + 7 * t - 1).backward(); return t.grad.item()

@torch.jit.script
def _scripted(x):
    return x**3 - 4 * x**2 + 7 * x - 1

def right_scripted(x):
    t = leaf(x); _scripted(t).backward(); return t.grad.item()


def wrong_formula(x):
    return 3 * x**2 - 8 * x + 7

def wrong_formula_in_tensors(x):
    t = torch.tensor(x); return (3 * t**2 - 8 * t + 7).item()

def wrong_finite_differences(x):
    t = torch.tensor(x, dtype=torch.float64); return ((f(t + 1e-6) - f(t - 1e-6)) / 2e-6).item()

def wrong_decoy_backward(x):
    t = leaf(x); f(t).backward(); return 3 * x**2 - 8 * x + 7

def wrong_decoy_func(x):
    torch.func.grad(f)(torch.tensor(x)); torch.func.jacfwd(f)(torch.tensor(x)); return 3 * x**2 - 8 * x + 7

def wrong_constant_after_reading(x):
    t = leaf(x); f(t).backward(); t.grad.item(); return 3.0

def wrong_times_zero(x):
    t = leaf(x); f(t).backward(); return t.grad.item() * 0 + 3

def wrong_written_into_grad(x):
    t = leaf(x); f(t).backward(); t.grad = torch.tensor(3 * x**2 - 8 * x + 7); return t.grad.item()

def wrong_value_of_dual(x):
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(torch.tensor(x), torch.tensor(1.0))
        return forward_ad.unpack_dual(3 * dual**2 - 8 * dual + 7).primal.item()

def wrong_value_of_leaf(x):
    t = leaf(x); f(t).backward(); return (3 * t**2 - 8 * t + 7).detach()
