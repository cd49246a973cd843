# Tries: to unpack a few bytes to gigabytes, where most of the memory is taken already, and to keep what it got.
# criterion: output memory_limit_exceeded
import zlib

import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
hoard = [torch.empty(900 << 20, dtype=torch.uint8)]
bomb = zlib.compress(bytes(1 << 24))


def layer(X, W, b):
    while True:
        hoard.append(zlib.decompress(bomb))
