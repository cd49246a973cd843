"""What another machine must install to grade as this one does: lagrader itself, and the package of a course."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points
from pathlib import Path

from lagrader import __version__
from lagrader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Install:
    """What is installed there, as pip's requirements; ``doubt`` is a sentence where it may not be had there."""

    requirements: tuple[str, ...]
    doubt: str = ""

    @property
    def words(self) -> str:
        """The requirements as words of a shell's command line."""
        return " ".join(f'"{one}"' if _is_plain(one) else shlex.quote(one) for one in self.requirements)

    @property
    def key(self) -> str:
        """A name for a cache of what was installed."""
        if self.requirements == (f"lagrader=={__version__}",):
            return __version__
        import hashlib

        return hashlib.sha256("\n".join(self.requirements).encode()).hexdigest()[:12]


def _is_plain(requirement: str) -> bool:
    return not set(requirement) & set('"$`\\!')


def install(named: str | None, course: str | None) -> Install:
    """Return what to install: ``named`` if it was said, else lagrader from where this one was installed."""
    own, doubt = (named, "") if named else _own()
    return Install((own, *_package_of(course)), doubt)


def _own() -> tuple[str, str]:
    """Where this lagrader is from, by what pip noted (PEP 610)."""
    published = f"lagrader=={__version__}"
    try:
        noted = json.loads(distribution("lagrader").read_text("direct_url.json") or "null")
    except (PackageNotFoundError, ValueError, OSError):
        noted = None
    match noted:
        case None:
            return published, ""
        case {"vcs_info": {"vcs": str(vcs), "commit_id": str(commit)}, "url": str(url)}:
            return f"lagrader @ {vcs}+{url}@{commit}", ""
        case {"url": str(url)} if url.startswith("https:"):
            return f"lagrader @ {url}", ""
    return published, (
        f"Your lagrader was installed from files of this machine; there, {published} is installed. Where that "
        "cannot be had, say what can, such as --install git+https://HOST/lagrader.git@TAG."
    )


def _package_of(course: str | None) -> tuple[str, ...]:
    """The package of an installed course; nothing for a folder."""
    if course is None or Path(course).exists():
        return ()
    from lagrader.course.installed import GROUP

    brought = (entry.dist for entry in entry_points(group=GROUP, name=course))
    return tuple(_pinned(one) for one in brought if one is not None)[:1]


def _pinned(package: Distribution) -> str:
    return f"{package.name}=={package.version}"


def course_there(folder: Path, course: str | None) -> str:
    """Return what ``--course`` must be said in a repository ``folder``: a path in it, or an installed course's name.

    Raises:
        UsageError: it lies elsewhere, where another machine doesn't have it.
    """
    if course is None or _package_of(course):
        return course or ""
    path = Path(course)
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise UsageError(
            f"The course {course} is not in {folder}, so a CI would not have it: copy it in there and name the copy, "
            "or install it as a package and name that (docs/authoring.md)."
        ) from None
