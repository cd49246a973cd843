import torch


def centred(x):
    average = sum(x.tolist()) / len(x)
    return torch.tensor([entry - average for entry in x.tolist()], dtype=x.dtype)
