# criterion: output run_time_error PROCESS_ENDED
import ctypes
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

def layer(X, W, b):
    return ctypes.string_at(0)
