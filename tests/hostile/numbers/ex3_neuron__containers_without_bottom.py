# Tries: to send the reader down: lists in themselves, nested 100,000 deep, doubled at each level, longer at each look.
# criterion: value wrong_answer
# criterion: output wrong_answer
import itertools

import torch

WHY = "b"
own = []
own.append(own)
deep = doubled = []
for _ in range(100_000):
    deep = [deep]
for _ in range(60):
    doubled = [doubled, doubled]
VALUE = own


class Longer(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        growing.append(growing[0])
        return torch.zeros(())


growing = [torch.Tensor._make_wrapper_subclass(Longer, ())]
things = itertools.cycle([own, deep, doubled, growing, ({0: own},), growing])


def neuron(x, w, b):
    return next(things)
