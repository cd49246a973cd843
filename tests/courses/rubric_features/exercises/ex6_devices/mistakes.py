import torch


def through_a_list(x):
    return torch.tensor([2 * entry for entry in x.tolist()], dtype=x.dtype)
