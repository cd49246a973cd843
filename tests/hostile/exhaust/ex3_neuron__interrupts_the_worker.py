# Tries: to have exceptions raised in the worker and in the exercises after it, wherever they are: a thread sends signals
# without end, and their handler raises everywhere but in this file.
# criterion: output run_time_error
import signal
import threading
import time

import torch

VALUE = 0.0
WHY = "b"


def strike(_number, frame):
    if frame.f_code.co_filename != __file__:
        raise ZeroDivisionError


def send(main):
    while True:
        signal.pthread_kill(main, signal.SIGUSR1)
        time.sleep(1e-5)


signal.signal(signal.SIGUSR1, strike)


def neuron(x, w, b):
    if threading.active_count() == 1:
        threading.Thread(target=send, args=[threading.main_thread().ident], daemon=True).start()
        time.sleep(0.01)
    return torch.relu(torch.dot(w, x) + b)
