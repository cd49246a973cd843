# Tries: to change an input after everybody has looked: the result is computed where it is read, and X is used up by that.
# criterion: output wrong_answer INPUT_CHANGED
import torch

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


class Late(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        X, W, b = args[0].inputs
        result = X @ W + b
        X.zero_()
        return result


def layer(X, W, b):
    result = torch.Tensor._make_wrapper_subclass(Late, (X.shape[0], W.shape[1]), dtype=X.dtype)
    result.inputs = X, W, b
    return result
