# Tries: a tensor whose class answers every question of torch itself: its shape, its numbers, its sum are as wanted.
# criterion: output wrong_answer
# criterion: output_shape wrong_answer
# criterion: row_meaning wrong_answer NOT_A_LETTER
import torch


class Liar(torch.Tensor):
    right = None

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if cls.right is not None:
            args = [cls.right if type(arg) is cls else arg for arg in args]
        with torch._C.DisableTorchFunctionSubclass():
            return function(*args, **(kwargs or {}))

    def __reduce_ex__(self, protocol):
        return self.right.__reduce_ex__(protocol)


OUTPUT_SHAPE = Liar([8, 4])
ROW_MEANING = Liar()


def layer(X, W, b):
    Liar.right = X @ W + b
    return torch.zeros(1).as_subclass(Liar)
