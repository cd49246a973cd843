# Tries: to keep torch's own code busy for minutes, with all the threads that it can have.
# criterion: output time_limit_exceeded
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
big = torch.ones(5000, 5000, dtype=torch.float64)
room = torch.empty(5000, 5000, dtype=torch.float64)


def layer(X, W, b):
    torch.set_num_threads(4)
    for _ in range(1000):
        torch.mm(big, big, out=room)
    return X @ W + b
