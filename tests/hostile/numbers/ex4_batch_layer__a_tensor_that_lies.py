# Tries: to answer the reader's questions itself: a subclass that lies of its shape, dtype and values, whoever asks.
# criterion: output wrong_answer
import itertools

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


class Liar(torch.Tensor):
    shape = property(lambda self: self.right.shape)
    dtype = property(lambda self: self.right.dtype)
    layout = property(lambda self: torch.strided)
    is_nested = is_quantized = is_meta = False
    detach = to = clone = cpu = contiguous = numpy = tolist = lambda self, *_, **__: self.right

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return args[0].right if hasattr(args[0], "right") else super().__torch_function__(func, types, args, kwargs)


class Wrapper(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return args[0]


wrongs = itertools.cycle([
    lambda y: torch.zeros_like(y).as_subclass(Liar),
    lambda y: torch.empty(y.shape, device="meta").as_subclass(Liar),
    lambda y: torch.Tensor._make_wrapper_subclass(Wrapper, y.shape, dtype=y.dtype),
])


def layer(X, W, b):
    y = X @ W + b
    result = next(wrongs)(y)
    result.right = y
    return result
