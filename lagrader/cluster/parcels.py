"""What travels between the gradebook and a worker, as JSON: the order, learners' work, and the marks that come back.

A worker runs strangers' programs, so the gradebook believes it less than itself: an answer is read with models that
know every key, and each report is held against what was asked for.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from lagrader.errors import LagraderError, SandboxError
from lagrader.gradebook.codec import decode, encode
from lagrader.gradebook.rows import digest_of_work
from lagrader.results import Report
from lagrader.submission import SourceFile, Submission, SubmittedFile, Unreadable
from lagrader.syntax import SyntaxFault, parse


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker must know beside the work, the same for all of a run."""

    course: str
    """The course's digest."""
    folder: str
    """Where the course lies on the gradebook's side, for what people read."""
    seed: int
    device: str
    many: bool
    """Whether so many learners are to come that more preparation pays."""
    versions: Mapping[str, str]
    """What must be the same here and there, by what it is called."""

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def of(cls, data: bytes) -> Order:
        """Read what :meth:`to_bytes` wrote."""
        return cls(**json.loads(data))


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some learners' work; with a ``report``, of one, whose time limits in ``exercises`` are to be confirmed."""

    submissions: tuple[Submission, ...] = ()
    report: Report | None = None
    exercises: frozenset[str] = frozenset()

    def to_bytes(self) -> bytes:
        """Return it as JSON: texts as they were decoded, so that a worker has nothing to find or to guess."""
        plain: dict[str, Any] = {"work": [_submission(one) for one in self.submissions]}
        if self.report is not None:
            plain |= {"report": _report(self.report), "exercises": sorted(self.exercises)}
        return json.dumps(plain).encode("ascii")

    @classmethod
    def of(cls, data: bytes) -> Parcel:
        """Read what :meth:`to_bytes` wrote.

        Raises:
            LagraderError: a program can be read there, and not by this machine's Python.
        """
        plain = json.loads(data)
        report = decode(base64.b64decode(plain["report"])) if "report" in plain else None
        return cls(tuple(map(_submitted, plain["work"])), report, frozenset(plain.get("exercises", ())))


def length_of(submission: Submission) -> int:
    """Return how many characters of source a submission has, helpers included."""
    files = submission.files.values()
    texts = (file.source.text for file in files if isinstance(file.source, SourceFile))
    return sum(map(len, texts)) + sum(len(text) for file in files for _, _, text in file.helpers)


def _report(report: Report) -> str:
    return base64.b64encode(encode(report)).decode("ascii")


def _submission(submission: Submission) -> dict[str, Any]:
    sources: dict[Path, dict[str, str]] = {}
    files = []
    for file in submission.files.values():
        source = file.source
        about: dict[str, Any] = {
            "exercise": file.exercise,
            "path": _text(file.path),
            "display": file.display,
            "module": file.module,
            "helpers": file.helpers,
            "notes": file.notes,
        }
        if isinstance(source, SourceFile):  # one file may hold several exercises
            sources[source.path] = {"text": source.text, "note": source.note}
            about["source"] = str(source.path)
        else:
            about["fault"] = {**{name: getattr(source, name) for name in _FAULT}, "path": str(source.path)}
        files.append(about)
    # Without its root, which may be called like a person, and which nothing there asks for.
    return {"files": files, "sources": {str(path): source for path, source in sources.items()}}


_FAULT = ("kind", "text", "line", "column", "source", "note", "commands")


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _submitted(plain: dict[str, Any]) -> Submission:
    sources = {path: _source(Path(path), **source) for path, source in plain["sources"].items()}
    files = {about["exercise"]: _file(about, sources) for about in plain["files"]}
    return Submission(Path(), files)


def _source(path: Path, text: str, note: str) -> SourceFile:
    tree = parse(text, str(path))
    if isinstance(tree, SyntaxFault):
        raise LagraderError(f"{path} can be read where it was handed in, and not by the worker's Python.")
    return SourceFile(path, text, tree, note)


def _file(about: dict[str, Any], sources: Mapping[str, SourceFile]) -> SubmittedFile:
    source: SourceFile | Unreadable
    if "source" in about:
        source = sources[about["source"]]
    else:
        fault = about["fault"]
        source = Unreadable(**{**fault, "path": Path(fault["path"]), "commands": tuple(fault["commands"])})
    path = None if about["path"] is None else Path(about["path"])
    helpers = tuple((module, name, text) for module, name, text in about["helpers"])
    return SubmittedFile(
        about["exercise"], path, about["display"], about["module"], source, helpers, tuple(about["notes"])
    )


# --- what comes back -----------------------------------------------------------------------------------------


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Result(_Answered):
    """What became of one submission: a report, or what kept a worker from it."""

    work: str
    """The digest of the work, as 64 hexadecimal digits."""
    report: str = ""
    waiting: list[str] = []
    fault: str = ""


class Answer(_Answered):
    """What a worker says to a parcel: results in its order, or why it can't grade, or what is wrong with the course."""

    results: list[Result] = []
    refused: str = ""
    course: str = ""

    def require(self) -> Answer:
        """Return it where it has results; raise ForgedError where a worker that said it may grade does not."""
        if self.refused or self.course:
            raise ForgedError(self.refused or self.course)
        return self

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(self.model_dump(exclude_defaults=True)).encode("ascii")


def digest_of(submission: Submission) -> str:
    """Return the digest of a submission as a result names it."""
    return digest_of_work(submission).hex()


def result_of(submission: Submission, report: Report, waiting: Iterable[str]) -> Result:
    """Return what a worker says of one submission that it graded."""
    return Result(work=digest_of(submission), report=_report(report), waiting=sorted(waiting))


class ForgedError(SandboxError):
    """An answer is not one to what was asked for."""


def read_answer(data: object, asked: int) -> Answer:
    """Read a worker's answer to a parcel of ``asked`` submissions.

    Raises:
        ForgedError: it is something else.
    """
    if not isinstance(data, bytes):
        raise ForgedError("its answer is not JSON")
    try:
        answer = Answer.model_validate_json(data)
    except ValidationError as error:
        raise ForgedError(f"its answer is not one: {error.errors()[0]['msg']}") from None
    if not (answer.refused or answer.course) and len(answer.results) != asked:
        raise ForgedError(f"it was given {asked} submissions and answers on {len(answer.results)}")
    return answer


def report_of(result: Result) -> Report:
    """Return the report of a result, compressed as it is.

    Raises:
        ForgedError: it is none.
    """
    try:
        return decode(base64.b64decode(result.report, validate=True), limit=MOST_BYTES)
    except (ValueError, LagraderError) as error:
        raise ForgedError(f"a report of its is none: {error}") from None


MOST_BYTES = 64 * 1024 * 1024
"""Of one report as JSON: hundreds of times what a large one takes."""
