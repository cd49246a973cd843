import torch


def without_a_word(a, b):
    if len(a) != len(b):
        raise ValueError
    return torch.cat([a, b])


def in_general(a, b):
    if len(a) != len(b):
        raise ValueError("the sizes differ, and 23 is not 15")
    return torch.cat([a, b])


def other_way_round(a, b):
    return torch.cat([b, a])
