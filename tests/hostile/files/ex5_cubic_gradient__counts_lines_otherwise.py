# Tries: to be blamed for another line: characters that end a line for str.splitlines, and not for Python.
# criterion: gradient run_time_error
TEXT = """  """  #    
GRADIENT_AT_2 = 3.0


def f(x):
    "   "
    return x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    raise ValueError("   here")  # ‮ ereht ton
