"""The Typer application: which commands there are. A command's file is imported when it is asked for."""

from __future__ import annotations

from typing import Annotated

import typer

import lagrader
from lagrader.cli.parsing import Program

COMMANDS = {
    "init": "init:init",
    "list": "pages:list_",
    "show": "pages:show",
    "check": "check:check",
    "watch": "watch:watch",
    "hint": "hint:hint",
    "explain": "explain:explain",
    "solution": "solution:solution",
    "reset": "reset:reset",
    "grade": "grade:grade",
    "merge": "merge:merge",
    "grades": "grades:grades",
    "report": "report:report",
    "diff": "diff:diff",
    "why": "why:why",
    "override": "override:override",
    "groups": "groups:groups",
    "forget": "forget:forget",
    "export": "export:export",
    "new": "new:new",
    "audit": "audit:audit",
    "doctor": "doctor:doctor",
    "warm": "warm:warm",
    "schema": "schema:schema",
}
"""The file below ``cli/`` and the function in it, by the command's name, in the order of ``--help``."""

app = typer.Typer(
    name="lagrader",
    cls=Program.of(COMMANDS),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lagrader {lagrader.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def begin(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Check exercises in which you write small PyTorch functions."""
    if context.invoked_subcommand is None:
        from lagrader.cli import pages

        pages.first_page()


def command_names() -> frozenset[str]:
    """The names of the commands that exist, so that advice names no other."""
    return frozenset(COMMANDS)
