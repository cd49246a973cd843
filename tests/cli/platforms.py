"""Tables as Canvas and Moodle hand them out, classes whose marks go there, and what helps to look at both."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.program import Run, lagrader

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab (77),Linear algebra you actually need (78),Final Score
    Points Possible,,,,,5,10,(read only)
"Berg, Anna",901,s901,anna,"A, morning",5,,90
"Ulm, Ben",902,s902,BEN,A,4,3,80
"Zweig, Cleo",903,s903,cleo,A,4,EX,80
"Nobody, No",904,s904,nono,A,4,7,80
"Student, Test",905,,test,A,,,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),\
Last modified (grade),Feedback comments
Participant 7,Anna Berg,anna@x.org,Submitted,,50.00,Yes,-,-,
Participant 8,Ben Ulm,ben@x.org,Submitted,44.00,50.00,Yes,-,-,Keep this
Participant 9,Cleo Zweig,cleo@x.org,Submitted,1.00,50.00,No,-,-,
Participant 10,No Body,nobody@x.org,No submission,,50.00,Yes,-,-,
"""
LONG = f"Maximilian {'a' * 300}"
PEOPLE = {"901": "Anna Berg", "902": "Cem Oz", "903": LONG, "904": "Kim Li", "905": "Kim Li", "906": "=1+1"}
PEOPLE |= {"907": "<script>alert(1)</script>"}
COURSE = "Linear algebra you actually need (78)"


def with_tables(class_: Path, home: Path) -> Path:
    """A folder with the class's marks and both platforms' tables."""
    (home / "marks").symlink_to(class_ / "marks")
    (home / "canvas.csv").write_bytes(CANVAS.encode())
    (home / "moodle.csv").write_bytes(MOODLE.encode())
    return home


def filled(home: Path, name: str, text: str, *words: str) -> tuple[Run, str]:
    """Fill this text in; return the run, and what it said on one line."""
    (home / "table.csv").write_bytes(text.encode())
    run = export(home, name, "--into", "table.csv", *words)
    return run, " ".join(run.err.split())


def export(home: Path, format_: str, *words: str) -> Run:
    return lagrader("export", "marks", "--format", format_, *words, cwd=home)


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))
