# Tries: the same by an exception: its message, the name of its class and its module, its notes, names of functions.
# criterion: output run_time_error
OUTPUT_SHAPE = (8, 5)
ROW_MEANING = "c"
STEER = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\\x9b31m\r\b\u202e\u2066\u200b\ufeff\U000e0041"
Owned = type(STEER.replace("\0", ""), (LookupError,), {"__module__": STEER, "__qualname__": STEER})


def inner():
    error = Owned(STEER, STEER)
    error.add_note(STEER)
    raise error


inner.__code__ = inner.__code__.replace(co_name=STEER, co_qualname=STEER)


def layer(X, W, b):
    inner()
