# Tries: to take the interpreter's lock for good: a busy thread, and a switch interval of thirty years.
# criterion: output time_limit_exceeded
import sys
import threading
import time

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def spin():
    while True:
        pass


def layer(X, W, b):
    sys.setswitchinterval(1e9)
    threading.Thread(target=spin, daemon=True).start()
    time.sleep(0.001)
    return X @ W + b
