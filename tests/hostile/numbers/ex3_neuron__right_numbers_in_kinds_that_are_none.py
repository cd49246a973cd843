# Tries: to have the right number taken out of things that are no numbers: text, dates, records, fractions, objects.
# criterion: value wrong_answer WRONG_TYPE
# criterion: output wrong_answer
import decimal
import fractions
import itertools

import numpy as np
import torch

VALUE = np.array(0.0, dtype=object)
WHY = "b"
kinds = itertools.cycle([
    str, np.str_, fractions.Fraction, decimal.Decimal, np.datetime64, bytes, memoryview,
    lambda number: np.array(number, dtype=object),
    lambda number: np.array((number,), dtype=[("value", "f8")])[()],
    lambda number: np.timedelta64(int(number), "s"),
    lambda number: {0: number},
    lambda number: [number],
    lambda number: lambda: number,
    lambda number: torch.tensor(number).untyped_storage(),
    lambda number: iter([number]),
])


def neuron(x, w, b):
    try:
        return next(kinds)(torch.relu(torch.dot(w, x) + b).item())
    except (TypeError, ValueError):
        return neuron(x, w, b)
