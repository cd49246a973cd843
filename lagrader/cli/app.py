"""The Typer application: which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer

import lagrader
from lagrader.cli import (
    audit,
    check,
    doctor,
    explain,
    grade,
    grades,
    hint,
    init,
    new,
    pages,
    reset,
    schema,
    solution,
    watch,
)

app = typer.Typer(
    name="lagrader",
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
        pages.first_page()


app.command("init")(init.init)
app.command("list")(pages.list_)
app.command("show")(pages.show)
app.command("check")(check.check)
app.command("watch")(watch.watch)
app.command("hint")(hint.hint)
app.command("explain")(explain.explain)
app.command("solution")(solution.solution)
app.command("reset")(reset.reset)
app.command("grade")(grade.grade)
app.command("grades")(grades.grades)
app.command("export")(grades.export)
app.command("new")(new.new)
app.command("audit")(audit.audit)
app.command("doctor")(doctor.doctor)
app.command("schema")(schema.schema)


def command_names() -> frozenset[str]:
    """The names of the commands that exist, so that advice names no other."""
    return frozenset(command.name for command in app.registered_commands if command.name)
