# criterion: output run_time_error BROADCAST_MISMATCH
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return X * W + b
