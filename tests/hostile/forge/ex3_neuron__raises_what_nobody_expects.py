# Tries: to raise what ends a loop and not a call, with a traceback, a name and words of its own, and with a module, a
# Tries: class and a truth that are not its own.
# criterion: output run_time_error
import sys

VALUE = 0.0
WHY = "b"


class Kind(type):
    __mro__ = property(lambda self: (self, ValueError, Exception))
    __name__ = property(lambda self: "Returned")


class End(GeneratorExit, metaclass=Kind):
    __traceback__ = property(lambda self: sys.exit(0))
    __class__ = property(lambda self: StopIteration)
    __bool__ = __eq__ = lambda self, *other: False
    __hash__ = GeneratorExit.__hash__
    args = property(lambda self: (0.0,))

    def __str__(self):
        raise KeyboardInterrupt("accepted", self)


def neuron(x, w, b):
    raise End(0) from SystemExit(0)
