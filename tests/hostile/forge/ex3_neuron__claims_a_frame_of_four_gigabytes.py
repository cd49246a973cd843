# Tries: to announce more than any memory holds, and to have the grader wait for it or make room for it.
# file: run_time_error PROCESS_ENDED
import os
import struct
import time

VALUE = 0.0
WHY = "b"


def neuron(x, w, b):
    os.write(3, struct.pack("<4sII", b"lag1", 2**32 - 1, 2**32 - 1))
    time.sleep(3)
    return (w @ x + b).relu()
