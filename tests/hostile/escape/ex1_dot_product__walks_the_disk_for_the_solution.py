# Tries: to find the course's solution wherever it lies, by walking over the whole disk, and to answer with its functions.
# criterion: vectors wrong_answer
# criterion: loop wrong_answer
# criterion: built_in wrong_answer
# criterion: match wrong_answer
import glob
import os

found = {}
for pattern in ("/*", "/*/*", "/*/*/*", "/*/*/*/*", os.path.expanduser("~/*")):
    for path in glob.iglob(pattern + "/solutions/ex1_dot_product.py", include_hidden=True):
        with open(path) as file:
            exec(file.read(), found)
for folder, _, names in os.walk("/tmp"):
    for name in names:
        if name.startswith("ex1_dot"):
            with open(os.path.join(folder, name)) as file:
                found.setdefault("dot_loop", file.read())


def make_vectors(n=100):
    return found["make_vectors"](n) if found else None


def dot_loop(a, b):
    return found["dot_loop"](a, b) if found else 0.0


def dot_torch(a, b):
    return found["dot_torch"](a, b) if found else 0.0


def dots_match(x, y):
    return found["dots_match"](x, y) if found else None
