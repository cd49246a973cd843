"""Checkers: one file per kind of check, all pure. A new kind is one file and one line here."""

from __future__ import annotations

from lagrader.checkers import answer, any_of, call, check, manual, operations, raises, source
from lagrader.checkers.interface import Ask, Checker, Examination, Preparation, Prepared, PreparedCase, Subject, Task
from lagrader.rubric import Kind

CHECKERS: dict[Kind, Checker] = {
    "call": call,
    "answer": answer,
    "source": source,
    "operations": operations,
    "raises": raises,
    "check": check,
    "manual": manual,
    "any_of": any_of,
}

__all__ = [
    "CHECKERS",
    "Ask",
    "Checker",
    "Examination",
    "Preparation",
    "Prepared",
    "PreparedCase",
    "Subject",
    "Task",
]
