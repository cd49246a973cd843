"""lagrader: checks exercises in which a learner writes small PyTorch functions.

``import lagrader; report = lagrader.check(3, path="solutions")``. What is named here is found when it is first used, so
that the import costs nothing; :mod:`lagrader.api` describes it.
"""

__version__ = "0.1.0"

_PLACES = {
    "Checker": "lagrader.api",
    "Grades": "lagrader.api",
    "check": "lagrader.api",
    "grade": "lagrader.api",
    "render": "lagrader.api",
    "Course": "lagrader.course",
    "Report": "lagrader.results",
    "Verdict": "lagrader.results",
    "LagraderError": "lagrader.errors",
    "load_ipython_extension": "lagrader.notebook",
    "unload_ipython_extension": "lagrader.notebook",
}

__all__ = ["__version__", *_PLACES]  # noqa: PLE0604 - all of them are names


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
