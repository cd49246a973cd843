# Tries: to be right when it counts: random answers, right ones now and then, and values that a thread goes on changing.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
import random
import threading

import torch

GRADIENT_AT_2 = 3.0
shown = torch.zeros(60)
threading.Thread(target=lambda: [shown.normal_() for _ in range(10_000)], daemon=True).start()


def f(x):
    if random.random() < 0.3:
        return x**3 - 4 * x**2 + 7 * x - 1
    return shown[: x.numel()].view(x.shape)


def gradient_at(x):
    right = 3 * x * x - 8 * x + 7
    return right * random.choice([1.0, 1.0, -1.0, 1.01])
