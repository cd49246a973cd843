# Tries: to reach into the other exercises' modules from a call of its own, and to change their answers and functions.
import gc
import types

import torch

PRODUCT_SHAPE = (3, 7)


def spoil():
    for module in [one for one in gc.get_objects() if isinstance(one, types.ModuleType)]:
        if str(vars(module).get("__file__", "")).endswith(("neuron.py", "layer.py", "gradient.py", "product.py")):
            for name, value in list(vars(module).items()):
                if isinstance(value, types.FunctionType):
                    value.__code__ = (lambda *args: None).__code__
                elif not name.startswith("__"):
                    setattr(module, name, None)


def product_shape(a_shape, b_shape):
    spoil()
    if a_shape[1] != b_shape[0]:
        raise ValueError("no")
    return (a_shape[0], b_shape[1])


def make_product():
    spoil()
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
