# Tries: to hand back an exception whose message, notes, cause and name are as long as they can be.
# criterion: output run_time_error
VALUE = 0.0
WHY = "b"
kind = type("E" * 10_000_000, (ValueError,), {"__module__": "m" * 10_000_000})
error = kind("\x1b[2J" * 10_000_000)
error.__notes__ = ["note" * 1_000_000] * 100
cause = ValueError("cause" * 10_000_000)


def neuron(x, w, b):
    raise error from cause
