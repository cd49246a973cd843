# criterion: output run_time_error DEVICE_MISSING
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return (X.cuda() @ W.cuda() + b.cuda()).cpu()
