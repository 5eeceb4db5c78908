"""What every command does alike: settings, errors in a person's words, files written whole, bars on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from service.whole_file import whole_file

if TYPE_CHECKING:
    from service.settings import Settings
    from service.store.engine import Store

TABLES, ORIGINALS, CHECKING = "Таблицы", "Исходные файлы", "Проверка копии"
_STAGES = {"tables": TABLES, "originals": ORIGINALS, "checking": CHECKING}


def tell(line: str) -> None:
    """Say something to the person, beside the output."""
    typer.echo(line, err=True)


def stop(status: int, message: str) -> NoReturn:
    """End the command with a message."""
    tell(message)
    raise typer.Exit(status)


@contextmanager
def told_errors() -> Iterator[None]:
    """Turn an error that the person can mend into one line on standard error and exit status 1."""
    from sqlalchemy.exc import DBAPIError
    from starlette.exceptions import HTTPException

    from nlp.errors import SverkaError
    from service.store.failures import explained

    try:
        yield
    except SverkaError as error:
        stop(1, str(error))
    except HTTPException as error:
        stop(1, _problem(error))
    except BrokenPipeError:  # whoever reads the output has enough of it
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 — nothing is left to be flushed into the pipe
        raise typer.Exit(1) from None
    except (DBAPIError, OSError) as error:
        told = explained(error, "Команда не выполнена")
        if told is None:
            raise
        stop(1, str(told))


def _problem(error: Exception) -> str:
    from service.messages import KINDS
    from service.messages_detail import DETAILS
    from service.problems import ProblemError

    if not isinstance(error, ProblemError):
        raise error
    kind = KINDS[error.slug]
    detail = DETAILS[error.detail_key] if error.detail_key else kind.detail
    return f"{kind.title.ru}: {detail.ru}"


def installation() -> Settings:
    """Return the settings of the environment, and work with the models that this installation trained, if it did.

    Values that do not fit end the command.

    Raises:
        typer.Exit: with status 2.
    """
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        names = ", ".join(f"SVERKA_{str(e['loc'][0]).upper()}" for e in error.errors() if e["loc"])
        stop(2, f"Настройки не подходят: {names}. Проверьте переменные окружения.")
    _use_own_models(settings.home)
    return settings


def _use_own_models(home: Path) -> None:
    from service.corrections.installed import use_own_models

    use_own_models(home)


@contextmanager
def opened(settings: Settings, must_exist: bool = True) -> Iterator[Store]:
    """Open the store of an installation; one that is not there is made, or told where it must exist.

    Raises:
        StoreError: it is not there or cannot be opened.
    """
    from nlp.errors import StoreError
    from service.store.opening import open_store

    if must_exist and not is_there(settings):
        advice = "Назовите папку в SVERKA_HOME или заведите хранилище: sverka import ПАПКА."
        raise StoreError("Хранилище не открыто", f"в папке {settings.home} его нет", advice, "absent")
    with open_store(settings.url, settings.home) as store:
        yield store


def is_there(settings: Settings) -> bool:
    """Tell whether an installation has a store; a server's database is taken to be there."""
    from sqlalchemy.engine import make_url

    url = make_url(settings.url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def write(pieces: Iterable[bytes], target: Path | None) -> None:
    """Write bytes to a file, whole or not at all, or to standard output; a terminal gets no binary.

    Raises:
        OSError: the disk is full or not writable.
    """
    if target is None or str(target) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with whole_file(target, 0o666) as file:
        for piece in pieces:
            file.write(piece)


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show on a terminal how far each part of the work is; yields what is to be called with (part, done, total)."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    watching = Console(stderr=True)
    with Progress(console=watching, transient=True, disable=not watching.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def told(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(_STAGES.get(part, part), total=total)
            progress.update(tasks[part], completed=done, total=total)

        yield told
