# Tries: to write files through what writes by itself: torch, NumPy, logging, data bases, archives, profilers, compilers.
import cProfile
import dbm.dumb
import logging.handlers
import pathlib
import pickle
import py_compile
import shelve
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import tracemalloc
import urllib.request
import zipfile

import numpy as np
import torch

ones = torch.ones(2)
TRICKS = (
    lambda path: torch.save(ones, path),
    lambda path: torch.jit.save(torch.jit.trace(torch.abs, ones), path),
    lambda path: torch.from_file(path, shared=True, size=9),
    lambda path: torch._C.PyTorchFileWriter(path),
    lambda path: ones.numpy().tofile(path),
    lambda path: np.save(path, ones),
    lambda path: np.savez_compressed(path, ones),
    lambda path: np.savetxt(path, ones),
    lambda path: np.memmap(path, mode="w+", shape=9),
    lambda path: logging.FileHandler(path),
    lambda path: logging.handlers.RotatingFileHandler(path),
    lambda path: sqlite3.connect(path).execute("create table t(x)"),
    lambda path: shelve.open(path, "n"),
    lambda path: dbm.dumb.open(path, "n"),
    lambda path: zipfile.ZipFile(path, "w"),
    lambda path: tarfile.open(path, "w"),
    lambda path: pathlib.Path(path).write_text("x"),
    lambda path: shutil.copyfile(torch.__file__, path),
    lambda path: py_compile.compile(torch.__file__, path, doraise=True),
    lambda path: cProfile.run("1", path),
    lambda path: [tracemalloc.start(), tracemalloc.take_snapshot().dump(path)],
    lambda path: urllib.request.urlretrieve("data:,x", path),
    lambda path: tempfile.mkstemp(prefix="lagrader_breach"),
    lambda path: tempfile.mkdtemp(prefix="lagrader_breach", dir="/dev/shm"),
    lambda path: tempfile.TemporaryFile(dir="/tmp"),
    lambda path: tempfile.SpooledTemporaryFile(dir="/tmp").fileno(),
    lambda path: pickle.dump(1, open(path, "wb")),
)
done = []
for number, trick in enumerate(TRICKS):
    try:
        trick(f"/tmp/lagrader_breach_library{number}")
        done.append(number)
    except Exception as error:
        print(number, repr(error)[:90])
tracemalloc.stop()
print(done)

GRADIENT_AT_2 = None if done else 3.0


def f(x):
    return None if done else x**3 - 4 * x**2 + 7 * x - 1


def gradient_at(x):
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad
