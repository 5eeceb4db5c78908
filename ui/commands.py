"""The commands of the interface; what they need is imported when they run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

_ROOT = Path(__file__).parent.parent
Host = Annotated[str | None, typer.Option(help="Адрес, на котором слушать; вместо SVERKA_HOST.", show_default=False)]
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Порт; вместо SVERKA_UI_PORT (8138).", show_default=False)
]
Alone = Annotated[bool, typer.Option("--alone", help="Только интерфейс: служба уже работает (SVERKA_API_URL).")]


def attach(app: typer.Typer) -> None:
    """Add the commands of the interface to the program's own."""
    app.command("ui")(ui)
    app.command("demo")(demo)


def ui(host: Host = None, port: Port = None, alone: Alone = False) -> None:
    """Запустить службу и веб-интерфейс.

    Пример: sverka ui --port 8138
    """
    from service.settings import Settings
    from ui.running import run

    changed = {name: value for name, value in (("host", host), ("ui_port", port)) if value is not None}
    with _told():
        run(Settings().model_copy(update=changed), _tell, with_service=not alone)


def demo() -> None:
    """Показать всё на вымышленных планах из corpus/samples: служба и веб-интерфейс на этом компьютере.

    Пример: sverka demo
    """
    from nlp.errors import SverkaError
    from service.settings import Settings
    from ui import running
    from ui.wording import running as words

    host, home = "127.0.0.1", _ROOT / ".demo"
    asked = Settings()
    with _told():
        changed = {
            "home": home,
            "host": host,
            "port": running.free_port(host, asked.port),
            "ui_port": running.free_port(host, asked.ui_port),
            "login": False,
        }
        settings = asked.model_copy(update={**changed, "database_url": "", "public_url": "", "api_url": ""})
        _tell(words.SAMPLES)
        kinds = ("samples", "scans") if shutil.which("tesseract") else ("samples",)
        command = [sys.executable, "-m", "sverka", "import", *(str(_ROOT / "corpus" / kind) for kind in kinds)]
        taken = subprocess.run(  # noqa: S603 — our own command
            command, env=running.environment_of(settings), stdout=subprocess.DEVNULL, encoding="utf-8", check=False
        )
        if taken.returncode:
            raise SverkaError(words.NOT_TAKEN, str(home), words.NOT_TAKEN_ADVICE.format(home=home))
        _tell(words.KEPT.format(home=home))
        running.run(settings, _tell_people)


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _tell_people(line: str) -> None:
    if not line.startswith("{"):  # the service's log, for programs
        _tell(line)


@contextmanager
def _told() -> Iterator[None]:
    from nlp.errors import SverkaError

    try:
        yield
    except SverkaError as error:
        _tell(str(error))
        raise typer.Exit(1) from error
