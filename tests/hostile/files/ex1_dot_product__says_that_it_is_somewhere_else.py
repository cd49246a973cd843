# Tries: to have lagrader read and show another file and another line: a syntax error that names them, made-up code
# with a file name of its own, a module that says it is another.
# criterion: vectors run_time_error
# criterion: loop run_time_error
# criterion: built_in run_time_error
# criterion: match missing
import sys

STEER = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\\x9b31m\r\b\u202e\u2066\u200b\ufeff\U000e0041"
own = __file__
__file__ = __name__ = __doc__ = __spec__ = STEER
there = compile("raise KeyError(1)", own, "exec").replace(co_firstlineno=2**31 - 9, co_name=STEER)


def make_vectors(n=100):
    raise SyntaxError(STEER, (own, 10**12, -5, STEER, -1, 10**9))


def dot_loop(a, b):
    exec(there)


def dot_torch(a, b):
    exec(compile("\n" * 4000 + "raise SyntaxError('x', ('/etc/passwd', 1, 1, 'root'))", "/etc/passwd", "exec"))
