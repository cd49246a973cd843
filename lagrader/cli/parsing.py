"""A command line that can't be read: what is wrong with it in one sentence, and what to write instead.

The parser's own messages name its types and repeat the usage; here they become sentences as everywhere else.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from lagrader.errors import UsageError

MEANT = {
    **dict.fromkeys(("test", "tests", "run", "verify", "submit", "score", "mark", "go"), "check"),
    **dict.fromkeys(("start", "begin", "setup", "install", "download", "create"), "init"),
    **dict.fromkeys(("ls", "status", "progress", "exercises", "menu"), "list"),
    **dict.fromkeys(("read", "open", "task", "cat", "info"), "show"),
    **dict.fromkeys(("hints", "tip"), "hint"),
    **dict.fromkeys(("answer", "solutions", "solve"), "solution"),
    **dict.fromkeys(("restart", "undo", "redo"), "reset"),
    **dict.fromkeys(("version",), "--version"),
}
"""What people type for a command that is called otherwise."""

_WANTED = {
    "N": ("the number or name of an exercise", "3"),
    "SUBMISSIONS": ("the folder or archive with the class's work", "submissions --out marks"),
    "DIR": ("the folder that lagrader grade was given with --out", "marks"),
    "DIR...": ("the folders of all shards of a class", "part-1 part-2 part-3 --out marks"),
}
"""What an argument is, and an example of it."""


class Command(TyperCommand):
    """A command whose parser speaks in sentences."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words, or raise UsageError with what is wrong."""
        with _in_sentences(ctx):
            return super().parse_args(ctx, args)


class Program(TyperGroup):
    """The program: it knows what people call its commands, and ``help``."""

    places: Mapping[str, str] = {}
    """Where each command's function is, ``file:function`` below ``cli/``, by the command's name."""

    @classmethod
    def of(cls, places: Mapping[str, str]) -> type[Program]:
        """Return the program with these commands."""
        return type("Program", (cls,), {"places": places})

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        return list(self.places)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command's file, and return the command; None where there is none of that name."""
        if cmd_name not in self.places:
            return None
        if cmd_name not in self.commands:
            file, _, function = self.places[cmd_name].partition(":")
            alone = typer.Typer(
                add_completion=False, rich_markup_mode=None, context_settings=ctx.command.context_settings
            )
            alone.command(cmd_name, cls=Command)(getattr(import_module(f"lagrader.cli.{file}"), function))
            self.commands[cmd_name] = typer.main.get_command(alone)
        return self.commands[cmd_name]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words before the command's own, or raise UsageError with what is wrong."""
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        with _in_sentences(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Find the command, or raise UsageError with what may have been meant."""
        if self.get_command(ctx, args[0]) is None:
            raise UsageError(_no_command(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


def _no_command(word: str, names: Sequence[str]) -> str:
    if re.fullmatch(r"(ex)?\d+", word) or os.path.lexists(word):
        from lagrader.cli.console import shell_word

        return f'"{word}" is no command. To check it: lagrader check {shell_word(word)}.'
    close = difflib.get_close_matches(word.casefold(), names, n=1)
    meant = MEANT.get(word.casefold().lstrip("-")) or next(iter(close), "")
    advice = f" Did you mean lagrader {meant}?" if meant else ""
    return f'There is no command "{word}".{advice} lagrader -h lists them.'


@contextmanager
def _in_sentences(context: Any) -> Iterator[None]:
    """Turn an error of the parser, whose classes Typer keeps to itself, into ours."""
    try:
        yield
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise UsageError(_sentence(error, getattr(error, "ctx", None) or context)) from None


def _sentence(error: Any, context: Any) -> str:
    command, param = context.command_path, getattr(error, "param", None)
    more = f"{command} -h says more."
    match type(error).__name__:
        case "MissingParameter" if param is not None and param.param_type_name == "argument":
            name = param.make_metavar(context).strip("{}[]")
            what, example = _WANTED.get(name, (name, name))
            return f"{command} needs {what}. For example: {command} {example}"
        case "NoSuchOption":
            close = sorted(error.possibilities or ())
            advice = f" Did you mean {close[0]}?" if close else ""
            return f"{command} has no option {error.option_name}.{advice} {command} -h lists them."
        case "BadOptionUsage":
            return f"{error.option_name} needs a value behind it, or takes none. {more}"
        case "BadParameter" if param is not None:
            wanted, found = _wanted(param.type), re.search(r"'(.*?)'|([-\d.]+) is not in the range", error.message)
            value = (found[1] if found[1] is not None else found[2]) if found else ""
            return f"{param.opts[0]} takes {wanted}{f', and {value!r} is none' if value else ''}. {more}"
    extra = re.search(r"extra argument(?:\(s\)|s)? \((.*)\)", error.format_message())
    if extra:
        usage = re.sub(r"\[OPTIONS\] |[{}]", "", context.command.get_usage(context).removeprefix("Usage: "))
        return f"That is more than {command} takes: {extra[1]}. It is: {usage}"
    return f"{error.format_message().rstrip('.')}. {more}"


def _wanted(kind: Any) -> str:
    """What an option takes, in words."""
    if choices := getattr(kind, "choices", None):
        return " or ".join(str(getattr(one, "value", one)) for one in choices)
    words = {"int": "a whole number", "integer": "a whole number", "float": "a number"}
    what = words.get(kind.name.removesuffix(" range"), f"a {kind.name}")
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is None:
        return what
    return f"{what} from {least:g} to {most:g}" if most is not None and most < 1e6 else f"{what} from {least:g} on"
