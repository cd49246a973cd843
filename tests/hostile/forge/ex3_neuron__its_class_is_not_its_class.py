# Tries: objects that say that they are numbers or texts: by __class__, by a metaclass that claims every instance, and as
# Tries: the worker's own message, which would be packed as it is.
# criterion: value wrong_answer WRONG_TYPE
# criterion: why wrong_answer
# criterion: output wrong_answer
import sys


class Kind(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = lambda self, other: True
    __hash__ = type.__hash__
    __name__ = property(lambda self: "float")


class Number(metaclass=Kind):
    __class__ = property(lambda self: float)
    __float__ = __array__ = __index__ = lambda self, *args: 0.0


class Text(metaclass=Kind):
    __class__ = property(lambda self: str)
    __str__ = __format__ = lambda self, *args: "b"


VALUE = Number()
WHY = Text()


def neuron(x, w, b):
    returned = sys._getframe(1).f_globals["Returned"]
    return returned(max(0.0, (w @ x + b).item()))
