# Tries: to fill all memory byte by byte, and to go on for ever where there is no more.
# criterion: output time_limit_exceeded
VALUE = 0.0
WHY = "b"
hoard = []


def neuron(x, w, b):
    size = 1 << 28
    while True:
        try:
            hoard.append(bytearray(b"x") * size)
        except MemoryError:
            size = max(1, size // 2)
