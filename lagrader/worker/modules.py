"""Import a learner's modules from the text that was sent, and from nowhere else.

A file of the same name elsewhere on the search path is never used: this finder comes first. The text is
compiled here (no ``.pyc``, no encoding cookie), and stands in ``linecache``, so that tracebacks,
``inspect.getsource`` and ``torch.jit.script`` work.

A notebook runs cell by cell, as in a kernel: one that stops ends itself alone, and costs what it would have defined.
"""

from __future__ import annotations
import __future__

import ast
import bisect
import builtins
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from types import ModuleType

OUR_PACKAGE = "lagrader"


@cache
def our_modules() -> tuple[str, ...]:
    """Return the names of the worker's own modules, looked for before the fork: a child would touch 2,000 names."""
    return tuple(name for name in sys.modules if name.partition(".")[0] == OUR_PACKAGE)


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The modules of one setup. ``filenames`` are the names that tracebacks show for them."""

    def __init__(self, sources: Sequence[tuple[str, str, str]]) -> None:
        """Take (module, filename, text) of each file; a package's ``__init__`` ends in ``__init__.py``."""
        self._sources = {module: (filename, text) for module, filename, text in sources}
        self._loaded: dict[str, ModuleType] = {}
        self._failed: dict[str, BaseException] = {}
        self._stopped: dict[str, BaseException] = {}
        self.filenames = frozenset(filename for _, filename, _ in sources)

    def install(self) -> None:
        """Come first among the finders, and make the worker's own package impossible to import.

        A library that happens to be loaded already gives way to a learner's file of the same name.
        """
        # Kept, though nobody asks for them: to take a module apart costs a child a millisecond.
        self._hidden = [sys.modules.pop(name, None) for name in (*our_modules(), *self._sources)]
        sys.meta_path.insert(0, self)

    def load(self, module: str) -> ModuleType:
        """Import ``module`` once; what it raised the first time is raised again."""
        if module in self._loaded:
            return self._loaded[module]
        if module in self._failed:
            raise self._failed[module]
        try:
            return self._loaded.setdefault(module, importlib.import_module(module))
        except BaseException as error:
            self._failed[module] = error
            raise

    def raise_stopped(self, module: str) -> None:
        """Raise what stopped a cell of the module first, if any did: a name that is missing was to come from there."""
        if module in self._stopped:
            raise self._stopped[module]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find what was sent; refuse the worker's own package; leave the rest to the other finders."""
        if fullname.partition(".")[0] == OUR_PACKAGE:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        if fullname not in self._sources:
            return None
        filename = self._sources[fullname][0]
        is_package = filename.replace("\\", "/").endswith("/__init__.py")
        return importlib.util.spec_from_loader(fullname, self, origin=filename, is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        """Compile and run the module's text in its own namespace."""
        filename, text = self._sources[module.__name__]
        module.__file__ = filename
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        if not filename.endswith(".ipynb"):
            exec(compile(text, filename, "exec", dont_inherit=True), module.__dict__)
            return
        vars(builtins).setdefault("display", print)  # a kernel's own, which cells call as they call print
        flags = 0
        for cell in _cells(text, filename):
            code = compile(cell, filename, "exec", flags, dont_inherit=True)
            flags |= code.co_flags & _FUTURE
            try:
                exec(code, module.__dict__)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the next cell runs
                self._stopped.setdefault(module.__name__, error)


_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
"""What an import from __future__ sets, which holds for the cells that follow."""

_CELL = re.compile(r"# cell \d+")
"""How a notebook's program begins each cell (:mod:`lagrader.submission.notebook`)."""


def _cells(text: str, filename: str) -> Iterator[ast.Module]:
    """Yield a notebook's program cell by cell; a sign that stands inside a statement begins none."""
    begins = [number for number, line in enumerate(text.split("\n"), 1) if _CELL.fullmatch(line)]
    statements = ast.parse(text, filename).body
    for _, body in groupby(statements, key=lambda statement: bisect.bisect(begins, statement.lineno)):
        yield ast.Module(list(body), [])
