"""All products by broadcasting, summed over the input features."""

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    products = X.unsqueeze(-1) * W
    return products.sum(dim=1) + b
