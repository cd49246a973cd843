# Tries: to close the channel, so that nobody learns what it gives, and to go on with another in its place.
# criterion: output run_time_error PROCESS_ENDED
import os
import socket

OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    mine, other = socket.socketpair()
    os.dup2(other.fileno(), 3)
    return X @ W + b
