# Tries: to import the course and the grader by every name and finder, and to answer with the course's own functions.
# criterion: constant wrong_answer
# criterion: shape wrong_answer
# criterion: refuses wrong_answer
# criterion: product wrong_answer
import importlib
import importlib.metadata
import importlib.resources
import importlib.util
import pkgutil
import sys

NAMES = ("solutions.ex2_matmul_shapes", "exercises.ex2_matmul_shapes.mistakes", "tests.grading", "lagrader.course")
names = {}
sys.meta_path[:] = [finder for finder in sys.meta_path if isinstance(finder, type)]
importlib.invalidate_caches()
sys.path += [*sys.path_importer_cache, ".", "/"]
for name in NAMES:
    for way in (importlib.import_module, pkgutil.resolve_name):
        try:
            names |= {"product_shape": None} | vars(way(name))
        except Exception:
            continue
for way in (importlib.resources.files, importlib.metadata.files):
    try:
        for file in way("lagrader").rglob("ex2_matmul_shapes.py"):
            exec(file.read_text(), names)
    except Exception:
        continue
for folder in {part.rpartition("/lagrader")[0] or part for part in sys.path}:
    try:
        path = folder + "/solutions/ex2_matmul_shapes.py"
        module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("stolen", path))
        module.__spec__.loader.exec_module(module)
        names |= vars(module)
    except Exception:
        continue
print(sorted(names))
PRODUCT_SHAPE = names.get("PRODUCT_SHAPE", 0)


def product_shape(a_shape, b_shape):
    return names["product_shape"](a_shape, b_shape) if names else 0


def make_product():
    return names["make_product"]() if names else 0
