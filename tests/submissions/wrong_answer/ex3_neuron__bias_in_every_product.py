# criterion: output wrong_answer BIAS_PER_INPUT
import torch

VALUE = 0
WHY = "b"

def neuron(x, w, b):
    total = 0
    for i in range(len(x)):
        total += x[i] * w[i] + b
    return max(0, total)
