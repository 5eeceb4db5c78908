"""`sverka report PLAN`."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.reports.inputs import ConclusionInput
    from service.settings import Settings

Plan = Annotated[str, typer.Argument(help="Номер плана в хранилище (или его начало) либо файл.", show_default=False)]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Куда записать; «-» – стандартный вывод.", show_default=False)
]
Catalogue = Annotated[
    str | None, typer.Option(help="Номер каталога; для файла – имя или YAML. Без него – основной.", show_default=False)
]
Date = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Дата заключения; без неё – сегодня.", show_default=False)
]


def report(plan: Plan, out: Out = None, catalogue: Catalogue = None, date: Date = None) -> None:
    """Составить заключение эксперта по плану: документ Word, который остаётся проверить и подписать.

    Пример: sverka report план.docx --out заключение.docx
    """
    from service.commands.telling import installation, tell, told_errors, write

    settings = installation()
    day = date.date() if date else None
    with told_errors():
        from service.own_template import own_template
        from service.reports.conclusion import conclusion

        found = _of_file(settings, Path(plan), catalogue, day) if Path(plan).is_file() else []
        if not found:
            found = [_of_store(settings, plan, catalogue, day)]
        for data in found:
            target = out or Path(f"заключение-{data.roadmap.id[:8]}.docx")
            if len(found) > 1 and data.roadmap.source.part > 1:
                target = target.with_name(f"{target.stem}-{data.roadmap.source.part}{target.suffix}")
            write([conclusion(data, own_template(settings.home))], target)
            if str(target) != "-":
                tell(f"Записано: {target}")


def _of_store(settings: Settings, plan: str, catalogue: str | None, day: Day | None) -> ConclusionInput:
    from service.commands.plans_named import plan_named
    from service.commands.telling import opened
    from service.composing import Asked, conclusion_input
    from service.store.catalogues import ensure_builtin

    with opened(settings) as store:
        with store.writing() as session:
            ensure_builtin(session)
        with store.reading() as session:
            return conclusion_input(session, Asked(plan_named(session, plan), catalogue, day))


def _of_file(settings: Settings, path: Path, catalogue: str | None, day: Day | None) -> list[ConclusionInput]:
    """Return a conclusion for each plan of a file that is not in the store; the store is asked for formulations only.

    Raises:
        UnreadableFileError: there is no plan in the file.
    """
    from nlp.artifacts import load_mandates
    from nlp.errors import UnreadableFileError
    from service.analysis import analyse_file
    from service.commands.borrowing import from_store
    from service.composing.stamping import stamp
    from service.reports.inputs import ConclusionInput, Original

    name = catalogue or "municipal"
    mandates = load_mandates(name)
    file = analyse_file(path, path.name, {"": mandates})
    plans = [analysed for analysed in file.plans if analysed.roadmap.measures]
    if not plans:
        told = file.reading.message or "в нём нет мероприятий"
        raise UnreadableFileError(f"Заключение по файлу {path.name} не составлено", told.rstrip("."), "Проверьте файл.")
    original = Original(name=path.name, sha256=file.reading.sha256)
    return [
        ConclusionInput(
            roadmap=analysed.roadmap,
            coverage=analysed.coverage[""],
            mandates=mandates,
            borrowed=from_store(settings, analysed.roadmap, analysed.coverage[""], name),
            stamp=stamp([analysed.stamp], (name, "–"), day, (original,)),
        )
        for analysed in plans
    ]
