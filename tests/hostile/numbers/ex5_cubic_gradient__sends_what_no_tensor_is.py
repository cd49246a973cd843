# Tries: to send the grader what its own worker never would: it puts another in the place of what reads its results.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
import itertools
import sys

GRADIENT_AT_2 = 3.0
frame = sys._getframe()
while "widen" not in frame.f_globals:
    frame = frame.f_back
worker = frame.f_globals
Array = worker["widen"].__globals__["Array"]
Size = worker["widen"].__globals__["Size"]
odd = itertools.cycle([
    Array("float64", (0, 2**40), b"", "tensor", "float16"),
    Array("float64", (0,) * 32, b"", "scalar", "\x1b[31m" * 9, "\u202e" * 9, True, "x" * 900),
    Array("bool", (4,), bytes([2, 77, 255, 0]), "tensor", "float32", "meta"),
    Array("uint64", (), b"\xff" * 8, "tensor", "bool"),
    Array("complex128", (1,) * 32, b"\x00\x00\x00\x00\x00\x00\xf8\x7f" * 2, "tensor", "float32"),
    Array("float64", (2,) * 12, b"\xff" * 2**15, "array", "int8"),
    Size((2**4000, -1, 2**4000)),
    {(0, i * (2**61 - 1)): {i * (2**61 - 1): 2**4000 for i in range(3)} for i in range(256)},
    [[[[[[[[[[[[[[[[[[[[2**4000]]]]]]]]]]]]]]]]]]]],
])
worker["widen"] = lambda value: next(odd) if value == "odd" else 3.0


def f(x):
    return "odd"


gradient_at = f
