# Tries: to make the reader read what is not there any more: freed storage, a view longer than its storage, a resized one.
# criterion: output wrong_answer UNREADABLE_RESULT
import itertools

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
ways = itertools.cycle([(0, False), (4, False), (4, True), (0, True)])


def layer(X, W, b):
    result = X @ W + b
    left, transposed = next(ways)
    if transposed:
        result = result.t().contiguous().t()
    kept = result[-1:] if transposed else result
    result.untyped_storage().resize_(left)
    return result if kept.shape != OUTPUT_SHAPE else kept
