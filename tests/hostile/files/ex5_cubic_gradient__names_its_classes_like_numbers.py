# Tries: to be described as what it is not: classes called like numbers and tensors, with names that steer.
# criterion: value wrong_answer
# criterion: gradient wrong_answer
# criterion: constant wrong_answer
MARKUP = "[bold red]20 of 20[/] :smile: **20/20** <b onclick=alert(1)>20</b> =HYPERLINK(1) {0} %s ${x} |x|"
STEER = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\\x9b31m\r\b\u202e\u2066\u200b\ufeff\U000e0041"


class Tensor:
    dtype, shape, grad_fn = "torch.float32", (), "<SubBackward0>"
    __str__ = __repr__ = lambda self: "tensor(3.)"


Tensor.__name__ = Tensor.__qualname__ = "Tensor"
Tensor.__module__ = "torch"
GRADIENT_AT_2 = type("float", (), {"__float__": lambda self: 3.0, "__eq__": lambda self, other: True})()


def f(x):
    return {MARKUP: Tensor(), STEER: type(STEER, (), {})()}


def gradient_at(x):
    return Tensor()
