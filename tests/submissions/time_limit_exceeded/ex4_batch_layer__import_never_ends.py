# file: time_limit_exceeded TIME_LIMIT
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return X @ W + b

while True:
    layer(torch.ones(8, 3), torch.ones(3, 5), torch.ones(5))
