# Tries: to be read by way of methods of its own, where the right number stands; what NumPy itself holds is a 0.
# criterion: output wrong_answer
import numpy as np
import torch

VALUE = 0.0
WHY = "b"


class Elsewhere(np.ndarray):
    def answer(self, *_, **__):
        return np.asarray(self.right)

    __array__ = __array_ufunc__ = __array_function__ = astype = item = reshape = copy = view = answer
    shape = property(lambda self: ())
    dtype = property(lambda self: np.dtype("float64"))
    __float__ = __pos__ = lambda self: self.right
    __class__ = property(lambda self: float)

    def tobytes(self, *_):
        return self.right.tobytes()


def neuron(x, w, b):
    result = np.zeros(()).view(Elsewhere)
    result.right = np.float64(torch.relu(torch.dot(w, x) + b).item())
    return result
