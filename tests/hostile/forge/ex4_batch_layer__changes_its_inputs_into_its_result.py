# Tries: to make the inputs equal to what is returned instead of the result to what is wanted: in place, by other memory
# Tries: behind the same tensor, and in the list of arguments of whoever calls.
# criterion: output wrong_answer
import sys

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    caller = sys._getframe(1).f_locals
    X.zero_()
    W.data = W.new_zeros(W.shape)
    b.set_(b.new_zeros(b.shape))
    result = X @ W + b
    for name in ("args", "result", "after"):
        if name in caller and isinstance(caller[name], list):
            caller[name][:] = [result, result, result]
    if "request" in caller:
        object.__setattr__(caller["request"], "args", (result.numpy().tobytes(),))
    return result
