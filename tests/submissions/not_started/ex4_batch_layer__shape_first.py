# criterion: output not_started
# criterion: whole_batch not_started
# criterion: row_meaning not_started
import torch

OUTPUT_SHAPE = (8, 5)

ROW_MEANING = None


def layer(X, W, b):
    """Return X @ W + b for a whole batch."""
    raise NotImplementedError
