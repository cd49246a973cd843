# Tries: to look right and be wrong: what a comment and a string show is turned round by invisible characters.
# criterion: why wrong_answer
# criterion: output wrong_answer
import torch

VALUE = 0.0
WHY = "a‮⁦" # "b" = YHW ⁩⁦


def neuron(x, w, b):
    """Return relu(w · x + b).‮⁦ """; b = 0 * b  # ⁩⁦"""
    return torch.relu(torch.dot(w, x) + b)
