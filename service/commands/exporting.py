"""`sverka export`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from service.settings import Settings
    from service.state import Service
    from service.store.engine import Store
    from service.store.filters import PlanFilter


class What(StrEnum):
    """What may be exported."""

    measures = "measures"
    dictionary = "dictionary"
    matrix = "matrix"
    comparison = "comparison"


class Form(StrEnum):
    """In what form."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    xlsx = "xlsx"
    json = "json"


_FORMS = {
    What.measures: (Form.csv, Form.jsonl, Form.parquet),
    What.dictionary: (Form.json, Form.xlsx),
    What.matrix: (Form.xlsx,),
    What.comparison: (Form.xlsx,),
}
_BINARY = (Form.parquet, Form.xlsx)


@dataclass(frozen=True)
class _Asked:
    what: What
    form: Form
    plans: tuple[str, ...]
    wanted: PlanFilter
    catalogue: str | None
    names: bool
    day: date | None


Kind = Annotated[
    What, typer.Argument(help="measures – набор данных, dictionary – его словарь, matrix, comparison – таблицы.")
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Файл; без него – стандартный вывод.", show_default=False)
]
Format = Annotated[Form | None, typer.Option("--format", help="Вид; без него – по имени файла.", show_default=False)]
Plans = Annotated[list[str] | None, typer.Option("--plan", help="Номер плана или его начало; можно несколько раз.")]
Region = Annotated[str | None, typer.Option(help="Код региона.", show_default=False)]
Municipality = Annotated[str | None, typer.Option(help="Часть названия.", show_default=False)]
Year = Annotated[int | None, typer.Option(help="Год внутри срока плана.", show_default=False)]
Words = Annotated[str | None, typer.Option(help="Слова плана или мероприятия.", show_default=False)]
Catalogue = Annotated[
    str | None, typer.Option(help="Номер каталога для матрицы; без него – основной.", show_default=False)
]
Names = Annotated[bool, typer.Option("--names", help="Оставить имена людей.")]
Date = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Дата документа; без неё – сегодня.", show_default=False)
]


def export(  # noqa: PLR0913, PLR0917 — each is an option
    what: Kind,
    out: Out = None,
    form: Format = None,
    plan: Plans = None,
    region: Region = None,
    municipality: Municipality = None,
    year: Year = None,
    text: Words = None,
    catalogue: Catalogue = None,
    names: Names = False,
    date: Date = None,
) -> None:
    """Выгрузить мероприятия, матрицу покрытия или сравнение планов; имена людей скрыты, если не попросить.

    Пример: sverka export measures --out мероприятия.csv --region 28
    """
    from service.commands.telling import installation, opened, stop, tell, told_errors, write

    chosen = _form(what, form, out)
    if chosen is None:
        stop(2, f"Такой вид не подходит: {what.value} выгружается в {', '.join(_FORMS[what])}.")
    if chosen in _BINARY and out is None and sys.stdout.isatty():
        stop(2, "В окно терминала такой файл не выводится: назовите его, --out ФАЙЛ.")
    settings = installation()
    with told_errors():
        from service.store.filters import PlanFilter

        wanted = PlanFilter(region=region, municipality=municipality, year=year, text=text)
        asked = _Asked(what, chosen, tuple(plan or ()), wanted, catalogue, names, date.date() if date else None)
        with opened(settings) as store:
            write(_pieces(store, settings, asked), out)
    if out is not None:
        tell(f"Записано: {out}")


def _form(what: What, form: Form | None, out: Path | None) -> Form | None:
    """Return the form that was asked for by name or by the file's ending; `None` where it does not fit."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    told = form or (Form(ending) if ending in {f.value for f in Form} else _FORMS[what][0])
    return told if told in _FORMS[what] else None


def _pieces(store: Store, settings: Settings, asked: _Asked) -> Iterable[bytes]:
    from service.commands.plans_named import plans_named
    from service.composing import comparison_input, dataset_pieces, matrix_input
    from service.composing.stamping import stamp
    from service.composing.tables import plan_ids_of
    from service.reports import workbooks
    from service.reports.dataset import dictionary_json, dictionary_workbook

    if asked.what == What.dictionary:
        made = dictionary_workbook(stamp((), ("–", "–"), asked.day), names=asked.names)
        return [dictionary_json() if asked.form == Form.json else made]
    with store.reading() as session:
        named = plans_named(session, asked.plans)
        plan_ids = plan_ids_of(session, asked.wanted, named)
        if asked.what == What.matrix:
            return [workbooks.matrix(matrix_input(session, asked.catalogue, asked.wanted, named, asked.day))]
    if asked.what == What.comparison:
        data = comparison_input(_service(store, settings), named or plan_ids, None, asked.day)
        return [workbooks.comparison(data)]
    return dataset_pieces(store, plan_ids, asked.form.value, asked.names)  # type: ignore[arg-type]


def _service(store: Store, settings: Settings) -> Service:
    from service.access.login import Access
    from service.access.lookup import Lookup
    from service.access.passwords import Passwords
    from service.metrics import Metrics
    from service.state import Service

    return Service(store, settings, Access(Lookup(store), Passwords()), Metrics(store))
