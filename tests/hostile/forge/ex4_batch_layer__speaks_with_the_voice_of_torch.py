# Tries: to end the grader, which translates torch's own messages, by one with sizes that no tensor has.
# criterion: output run_time_error
OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"

calls = []
MESSAGES = (
    "mat1 and mat2 shapes cannot be multiplied (99999999999999999999x1 and 2x3)",
    "size mismatch, got input (99999999999999999999), mat (99999999999999999999x1), vec (7777777777777777777777)",
    "The size of tensor a (99999999999999999999) must match the size of tensor b (0) at non-singleton dimension 99",
    "shape '[99999999999999999999, -1]' is invalid for input of size 99999999999999999999",
)


def layer(X, W, b):
    calls.append(X)
    raise RuntimeError(MESSAGES[len(calls) % len(MESSAGES)])
