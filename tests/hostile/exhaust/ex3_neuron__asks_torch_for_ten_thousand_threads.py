# Tries: to start ten thousand threads by way of torch's own pool.
# criterion: output run_time_error
import torch

VALUE = 0.0
WHY = "b"


def neuron(x, w, b):
    torch.set_num_threads(10_000)
    torch.ones(4_000_000).mul(2.0)
    return torch.relu(torch.dot(w, x) + b)
