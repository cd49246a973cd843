# criterion: output wrong_answer CUT_TO_WHOLE
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    return max(0, int(torch.dot(x, w) + b))
