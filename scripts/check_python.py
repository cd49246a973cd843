"""Says in one line whether this Python is new enough for lagrader.

The Makefile runs it with whatever ``python3`` is, before anything is installed, so it keeps to what Python 2 and
every Python 3 can read.
"""

import sys

NEEDED = (3, 11)  # requires-python in pyproject.toml

if sys.version_info < NEEDED:
    found = ".".join(str(part) for part in sys.version_info[:3])
    needed = ".".join(str(part) for part in NEEDED)
    sys.exit("lagrader needs Python " + needed + " or newer; " + sys.executable + " is " + found + ".")
