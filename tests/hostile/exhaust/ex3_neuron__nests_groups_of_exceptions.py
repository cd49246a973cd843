# Tries: to have lagrader follow an exception group in a group, ten thousand deep, whose text never comes to an end.
# criterion: output time_limit_exceeded
VALUE = 0.0
WHY = "b"


class Wordy(ExceptionGroup):
    def __str__(self):
        while True:
            pass


def neuron(x, w, b):
    group = ValueError("in the middle")
    for depth in range(10_000):
        group = Wordy(str(depth), [group])
    raise group
