"""The command line in Russian: titles of the help, and what is wrong with a command as it was typed."""

from __future__ import annotations

from typing import Any

import typer

from ui.wording import command_line as words


def run(app: typer.Typer) -> int:
    """Run the program on the words it was called with; return its exit status (2: wrong arguments)."""
    from typer import rich_utils

    for name, title in words.TITLES.items():
        setattr(rich_utils, name, title)
    try:
        status = app(standalone_mode=False)
    except typer.Abort:
        typer.echo(words.STOPPED, err=True)
        return 130
    except Exception as error:
        # Typer's errors of usage have no public class; what tells them apart is the command that they belong to.
        if getattr(error, "exit_code", None) != 2 or not hasattr(error, "ctx"):
            raise
        return _refused(error)
    return status if isinstance(status, int) else 0


def _refused(error: Any) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return 2
    command = error.ctx.command_path if error.ctx else words.PROGRAM
    typer.echo(f"{words.WRONG}: {wrong(error)}. {words.SEE_HELP.format(command=command)}", err=True)
    return 2


def wrong(error: Any) -> str:
    """Return what is wrong with a command, as one clause."""
    kind = type(error).__name__
    param = getattr(error, "param", None)
    name = getattr(param, "opts", [""])[0] or getattr(error, "option_name", "")
    if kind == "MissingParameter":
        return words.MISSING.format(name=(getattr(param, "help", "") or name).rstrip("."))
    if kind == "NoSuchOption":
        near = ", ".join(error.possibilities or ())
        return words.NO_OPTION.format(name=name) + (words.NEAR.format(near=near) if near else "")
    if kind == "BadParameter":
        return words.BAD_VALUE.format(name=name)
    if kind == "BadOptionUsage":
        return words.BAD_OPTION.format(name=name)
    return words.NO_COMMAND if "No such command" in error.message else words.TOO_MUCH
