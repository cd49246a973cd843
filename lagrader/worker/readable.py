"""Which files a confined child may read: what Python and torch load late, and nothing beside it.

Whatever is readable here is readable by a stranger, so a folder is granted only for what it holds, never for what
may lie in it: ``site-packages`` holds the grader and its course, and outside a virtual environment it lies *inside*
the standard library. A kernel that has granted a folder can't take back a part of it; so where a closed folder lies
inside an open one, the entries around it are granted one by one.

A folder that is not granted as a whole cannot be listed either. Python's finders have listed it before, in the
process that forks, and remember; so modules are found in it all the same, until ``importlib.invalidate_caches``.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import site
import sys
import sysconfig
from collections.abc import Container, Iterable, Iterator
from fnmatch import fnmatch
from importlib.util import find_spec

PACKAGES = ("torch", "torchgen", "functorch", "numpy", "typing_extensions", "sympy", "mpmath")
"""``import torch`` brings these and, late, the last two: a ``backward(gradient)``, a multivariate normal distribution
and ``torch._dynamo`` need them. functorch is the old name of torch.func."""

SYSTEM = ("/etc/ld.so.cache", "/dev/urandom", "/usr/share/zoneinfo", "/usr/lib/locale", "/usr/lib/*-linux-*/gconv")
"""Where the loader looks first; torch.seed() opens the device itself; time zones; what setlocale opens."""

OF_LIBRARIES = ("/lib64", "/usr/lib64", "/lib/*-linux-*", "/usr/lib/*-linux-*")
"""Folders that hold shared libraries and little else."""

OF_MANY_THINGS = ("/lib", "/usr/lib", "/usr/local/lib", "/usr/local/lib64")
"""Folders that hold programs, too, and whatever somebody put there: only the libraries themselves are granted."""

INSTALLED = ("site-packages", "dist-packages")

_LIBRARY = re.compile(r"\.so(\.\d+)*$")
"""libssl.so, libssl.so.3, but not my.solution.py."""

_STORES = re.compile(rb"/(?:nix|gnu)/store/[\w.+-]+/lib\b")
"""Where each library has a folder of its own (Nix, Guix), those who need it name that folder."""


def readable_paths() -> list[str]:
    """Return the files and folders that a child may read, real paths, each once.

    Call it when torch has been imported. Nothing that it returns holds this package, or a place that packages are
    installed in. It reads folders: some milliseconds.
    """
    closed = _closed()
    roots = [*_standard_library(), *_packages()]
    found = {path for root in roots for path in _around(os.path.realpath(root), closed)}
    for folder in sorted(_library_folders()):
        if not _lies_in(folder, found):
            found.update(_libraries(folder, closed))
    found.update(os.path.realpath(path) for pattern in SYSTEM for path in glob.glob(pattern))
    return sorted(path for path in found if not _lies_in(os.path.dirname(path), found))


def _closed() -> set[str]:
    """The folders that packages are installed in, and this package's own, as real paths."""
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    paths = sysconfig.get_paths()
    standard = _standard_library()
    searched = [path for path in sys.path if os.path.realpath(path) not in standard]
    near = [os.path.join(folder, name) for folder in standard for name in INSTALLED]
    some = [own, paths["purelib"], paths["platlib"], *site.getsitepackages(), site.getusersitepackages()]
    return {os.path.realpath(path) for path in (*some, *searched, *near) if os.path.isdir(path)}


def _standard_library() -> list[str]:
    """The folders of the standard library, its compiled modules' too, or the archive that stands for it."""
    paths = sysconfig.get_paths()
    names = ("lib-dynload", f"python{sys.version_info.major}{sys.version_info.minor}.zip")
    own = [path for path in sys.path if os.path.basename(path) in names]
    known = (paths["stdlib"], paths["platstdlib"], os.path.join(paths["stdlib"], "lib-dynload"))
    return list(dict.fromkeys(os.path.realpath(path) for path in (*known, *own) if os.path.exists(path)))


def _packages() -> Iterator[str]:
    for name in PACKAGES:
        spec = None
        with contextlib.suppress(ImportError, ValueError):
            spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue  # not there, or a mere folder of that name
        if not spec.submodule_search_locations:
            yield spec.origin
        for folder in spec.submodule_search_locations or ():
            yield folder
            yield folder + ".libs"  # a wheel's own libraries


def _library_folders() -> set[str]:
    """Where shared libraries lie: the system's, this Python's, and those that this process has loaded some from."""
    known = [folder for pattern in (*OF_LIBRARIES, *OF_MANY_THINGS) for folder in glob.glob(pattern)]
    loaded = {os.path.dirname(path) for path in _mapped_libraries()}
    prefix = os.path.join(sys.base_prefix, "lib")
    return {os.path.realpath(path) for path in (*known, *loaded, prefix, *_stores())}


def _libraries(folder: str, closed: Iterable[str]) -> Iterable[str]:
    """The whole folder where nothing else lies in it, or else its libraries one by one."""
    if any(fnmatch(folder, pattern) for pattern in OF_LIBRARIES):
        pythons = [path for name in INSTALLED for path in glob.glob(os.path.join(folder, "python*", name))]
        if not _holds_any(folder, (*closed, *pythons)):
            return [folder]
    return map(os.path.realpath, _shared_objects(folder))


def _shared_objects(folder: str) -> Iterator[str]:
    names = glob.iglob(os.path.join(folder, "*.so*"))
    return (path for path in names if _LIBRARY.search(path) and os.path.isfile(path))


def _mapped_libraries() -> Iterator[str]:
    """The shared libraries that this process uses now: they tell where others of theirs lie."""
    with contextlib.suppress(OSError), open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        for line in maps:
            path = line.rstrip("\n").split(" ", 5)[-1].strip()
            if path.startswith("/") and ".so" in os.path.basename(path):
                yield path


def _stores() -> Iterator[str]:
    for folder in _standard_library():
        if folder.startswith(("/nix/", "/gnu/")):
            for path in _shared_objects(folder):
                with open(path, "rb") as file:
                    yield from map(os.fsdecode, _STORES.findall(file.read()))


def _around(real: str, closed: set[str]) -> Iterator[str]:
    """``real``, or where a closed folder lies inside: its entries without it. Real paths come in and go out."""
    if not _holds_any(real, closed):
        if os.path.exists(real):
            yield real
        return
    with os.scandir(real) as entries:
        for entry in entries:
            place = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            leads_away = entry.is_symlink() and (_lies_in(place, closed) or _holds_any(place, closed))
            if place not in closed and not leads_away:
                yield from _around(place, closed)


def _holds_any(folder: str, places: Iterable[str]) -> bool:
    return any(place == folder or place.startswith(folder + os.sep) for place in places)


def _lies_in(place: str, folders: Container[str]) -> bool:
    """Whether ``place`` is one of the folders, or somewhere in one."""
    while place not in folders:
        place, below = os.path.dirname(place), place
        if place == below:
            return False
    return True
