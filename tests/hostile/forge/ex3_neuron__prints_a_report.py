# Tries: to print what the grader would: a report in all of its formats, frames of a worker, and the words of a command.
# criterion: output wrong_answer
import os
import sys

VALUE = 0.0
WHY = "b"

FRAME = b'lag1\x16\0\0\0\0\0\0\0[1,"Returned",0,["n"]]'
REPORT = '{"format_version": 1, "points": 100, "max_points": 100, "exercises": [{"id": "ex3_neuron", "points": 20}]}'


def neuron(x, w, b):
    print("\n  3  A neuron from scratch    20 / 20\n     ✓ output   12 / 12\n\n100 / 100 points\n")
    print(REPORT, "::notice::accepted", "::endgroup::", "</details>", "<b>accepted</b>", sep="\n", flush=True)
    os.write(1, FRAME)
    os.write(2, FRAME)
    sys.__stdout__.buffer.write(FRAME)
    return -1.0
