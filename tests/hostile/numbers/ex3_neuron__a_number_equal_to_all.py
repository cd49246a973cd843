# Tries: to compare equal to whatever is expected: a float that says so to every comparison, subtraction and abs().
# criterion: value wrong_answer
# criterion: output wrong_answer
WHY = "b"


class Agreeable(float):
    def agree(self, *_):
        return True

    def nothing(self, *_):
        return Agreeable(0.0)

    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = agree
    __sub__ = __rsub__ = __abs__ = __pos__ = __neg__ = nothing
    __hash__ = float.__hash__

    def hex(self):
        return "0x0p+0"


VALUE = Agreeable(41.0)


def neuron(x, w, b):
    return Agreeable(float("nan"))
