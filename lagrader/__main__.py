"""``python -m lagrader``: the same program."""

from lagrader.cli import main

main()
