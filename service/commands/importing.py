"""`sverka import`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.taking import Taken

Paths = Annotated[list[Path], typer.Argument(help="Файлы планов, папки и архивы zip.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Печатать JSON: строка на файл.")]
STATES = {
    "ok": "разобран",
    "partial": "разобран частично",
    "rejected": "не принят",
    "failed": "не разобран",
    "timeout": "не разобран: слишком долго",
    "oom": "не разобран: мало памяти",
    "crash": "не разобран: сбой чтения",
}
_STYLES = {"ok": "green", "partial": "yellow"}


def import_(paths: Paths, as_json: Json = False) -> None:
    """Принять планы в хранилище и разобрать их; служба для этого не нужна, а работающей это не мешает.

    Пример: sverka import планы/ архив.zip
    """
    from nlp.read.folders import files_in
    from service.commands.telling import bar, installation, opened, stop, told_errors

    settings = installation()
    with told_errors():
        from service.running import stoppable
        from service.taking import take

        try:
            with stoppable(), opened(settings, must_exist=False) as store, bar() as told:
                taken = take(store, settings, files_in(paths), lambda done, n: told("Разбор", done, n))
        except KeyboardInterrupt:
            stop(1, "Прервано: принятые файлы сохранены, их разберёт служба или следующий sverka import.")
    if as_json:
        for one in taken:
            typer.echo(json.dumps(one.told(), ensure_ascii=False))
    else:
        _show(taken)
    raise typer.Exit(0 if all(one.is_read for one in taken) else 1)


def _show(taken: tuple[Taken, ...]) -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(expand=True, header_style="bold")
    for header, ratio in (("Файл", 4), ("Состояние", 3), ("Планы", 2), ("Замечание", 5)):
        table.add_column(header, ratio=ratio, overflow="fold", min_width=8)
    table.add_column("Мероприятий", justify="right")
    for one in taken:
        state = Text(STATES.get(one.state, one.state), style=_STYLES.get(one.state, "red"))
        remark = "; ".join(filter(None, ("уже был принят" if one.is_duplicate else "", one.message)))
        plans = ", ".join(plan_id[:8] for plan_id in one.plan_ids)
        table.add_row(Text(one.name), state, Text(plans), Text(remark), str(one.n_measures))
    console = Console()
    console.print(table)
    counts = Counter(STATES.get(one.state, one.state) for one in taken)
    console.print("; ".join(f"{state}: {n}" for state, n in counts.items()))
