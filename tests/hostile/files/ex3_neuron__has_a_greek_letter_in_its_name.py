# Tries: to be taken for the name that is asked for: one letter is Greek, one name has a mark that is not seen.
# criterion: value missing
# criterion: why missing
# criterion: output missing
import torch

VALUΕ = 0.0
WHY️ = "b"


def neurοn(x, w, b):
    return torch.relu(torch.dot(w, x) + b)
