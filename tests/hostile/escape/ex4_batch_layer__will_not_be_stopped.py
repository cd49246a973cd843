# Tries: to outlast its time by blocking, ignoring and handling every signal that could end it, and spinning in a thread, too.
# criterion: output time_limit_exceeded
import ctypes
import signal
import threading

libc = ctypes.CDLL(None)
OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def spin():
    while True:
        libc.sched_yield()


def layer(X, W, b):
    for number in signal.valid_signals():
        libc.signal(int(number), ctypes.c_void_p(1))
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    threading.Thread(target=spin).start()
    spin()
    return X @ W + b
