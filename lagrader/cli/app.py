"""The Typer application: which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer

import lagrader
from lagrader.cli import (
    audit,
    check,
    diff,
    doctor,
    explain,
    export,
    grade,
    grades,
    groups,
    hint,
    init,
    new,
    override,
    pages,
    reset,
    schema,
    solution,
    warm,
    watch,
    why,
)
from lagrader.cli.parsing import Command, Program

app = typer.Typer(
    name="lagrader",
    cls=Program,
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


app.command("init", cls=Command)(init.init)
app.command("list", cls=Command)(pages.list_)
app.command("show", cls=Command)(pages.show)
app.command("check", cls=Command)(check.check)
app.command("watch", cls=Command)(watch.watch)
app.command("hint", cls=Command)(hint.hint)
app.command("explain", cls=Command)(explain.explain)
app.command("solution", cls=Command)(solution.solution)
app.command("reset", cls=Command)(reset.reset)
app.command("grade", cls=Command)(grade.grade)
app.command("grades", cls=Command)(grades.grades)
app.command("diff", cls=Command)(diff.diff)
app.command("why", cls=Command)(why.why)
app.command("override", cls=Command)(override.override)
app.command("groups", cls=Command)(groups.groups)
app.command("forget", cls=Command)(override.forget)
app.command("export", cls=Command)(export.export)
app.command("new", cls=Command)(new.new)
app.command("audit", cls=Command)(audit.audit)
app.command("doctor", cls=Command)(doctor.doctor)
app.command("warm", cls=Command)(warm.warm)
app.command("schema", cls=Command)(schema.schema)


def command_names() -> frozenset[str]:
    """The names of the commands that exist, so that advice names no other."""
    return frozenset(command.name for command in app.registered_commands if command.name)
