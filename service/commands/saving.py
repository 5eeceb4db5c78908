"""`sverka backup` and `sverka restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Target = Annotated[Path, typer.Argument(help="Файл копии; такого ещё не должно быть.", show_default=False)]
Source = Annotated[Path, typer.Argument(help="Файл копии.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Заменить непустое хранилище; прежняя папка будет отложена.")]


def backup(target: Target) -> None:
    """Сохранить всё хранилище одним файлом; службу останавливать не нужно.

    Пример: sverka backup копия-2026-03-02.zip
    """
    from service.commands.telling import bar, installation, opened, stop, tell, told_errors

    settings = installation()
    with told_errors():
        from service.backup import backup as make
        from service.composing.stamping import program

        with opened(settings) as store, bar() as told:
            manifest = make(store, settings.home, target, program(), told)
    rows = manifest.rows
    tell(f"Копия сделана: {target}. Документов {rows.get('documents', 0)}, планов {rows.get('plans', 0)}.")
    if manifest.lost:
        shown = ", ".join(sha256[:12] for sha256 in manifest.lost[:5])
        stop(1, f"Исходных файлов нет или они повреждены: {len(manifest.lost)} ({shown}). Посмотрите: sverka check.")


def restore(source: Source, force: Force = False) -> None:
    """Восстановить хранилище из копии в SVERKA_HOME (и SVERKA_DATABASE_URL); копия сначала проверяется целиком.

    Пример: SVERKA_HOME=/srv/sverka sverka restore копия-2026-03-02.zip
    """
    from service.commands.telling import bar, installation, tell, told_errors

    settings = installation()
    with told_errors():
        from service.backup import restore as put_back

        with bar() as told:
            done = put_back(source, settings, force, told)
    rows = done.manifest.rows
    n_documents = rows.get("documents", 0) - len(done.manifest.gone)
    tell(f"Восстановлено в {settings.home}: документов {n_documents}, планов {rows.get('plans', 0)}.")
    if done.former is not None:
        tell(f"Прежняя папка отложена: {done.former}. Когда она не нужна, удалите её сами.")
