# Tries: to have lagrader list a hundred thousand names, some as long as a page, where the one that is asked for is missing.
# criterion: constant missing
# criterion: shape missing
# criterion: refuses missing
import torch

long = "\x1b[8m" + "n" * 5000
globals().update({f"PRODUCT_SHAPE{n}": n for n in range(100_000)})
globals().update({f"{long}{n}": n for n in range(1000)})


def make_product():
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
