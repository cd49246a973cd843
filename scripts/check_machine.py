"""Says in one line what keeps lagrader from being set up here: an old Python, or a limit that stops the installation.

The Makefile runs it with whatever ``python3`` is, before anything is installed, so it keeps to what Python 2 and
every Python 3 can read.
"""

import sys

NEEDED = (3, 11)  # requires-python in pyproject.toml

ENOUGH = 120  # seconds of CPU time in one process: pip takes half of that to unpack torch, and the tests more

if sys.version_info < NEEDED:
    found = ".".join(str(part) for part in sys.version_info[:3])
    needed = ".".join(str(part) for part in NEEDED)
    sys.exit(
        "lagrader needs Python " + needed + " or newer; " + sys.executable + " is " + found + ". "
        "Name another Python: make PYTHON=python3.11"
    )

try:
    import resource
except ImportError:
    pass  # Windows has no such limits
else:
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if limit != resource.RLIM_INFINITY and limit < ENOUGH:
        sys.exit(
            "A process may use " + str(limit) + " s of CPU time here (ulimit -t), too little to install torch and to "
            "run the tests: raise that limit, or ask whoever runs this machine."
        )
