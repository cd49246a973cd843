# Tries: to read the course's solution where it is known to lie, and to return what that returns.
# criterion: output wrong_answer
import sys

VALUE = 0
WHY = "b"


def neuron(x, w, b):
    own = sys._getframe(1).f_code.co_filename.partition("/lagrader/")[0]
    for folder in [own, *sys.path, "."]:
        try:
            with open(f"{folder}/solutions/ex3_neuron.py") as file:
                names = {}
                exec(file.read(), names)
                return names["neuron"](x, w, b)
        except OSError:
            continue
    return 0.0
