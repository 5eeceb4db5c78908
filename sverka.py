"""The front door: the command line `sverka`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from service import commands as service_commands
from ui import commands as ui_commands
from ui.command_line import run

if TYPE_CHECKING:
    from pydantic import BaseModel

    from nlp.domain import Roadmap
    from nlp.domain.reading import Reading
    from ui.terminal import Tell

app = typer.Typer(
    name="sverka",
    help="Сверка: разбор, сравнение и проверка дорожных карт поддержки школ с низкими результатами.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Печатать JSON для других программ.")]
Plan = Annotated[Path, typer.Argument(help="Файл плана.", show_default=False)]
Plans = Annotated[list[Path], typer.Argument(help="Файлы планов и папки с ними.", show_default=False)]
Folder = Annotated[Path | None, typer.Option("--out", file_okay=False, help="Записать JSON каждого файла в эту папку.")]


@app.command()
def analyse(paths: Plans, as_json: Json = False, out: Folder = None) -> None:
    """Разобрать планы на мероприятия, сроки, исполнителей и показатели.

    Пример: sverka analyse план.docx папка/ --out разбор/
    """
    from nlp.read.folders import files_in
    from ui.terminal import console, show_roadmap, watched

    failed = 0
    for reading in _readings(watched(files_in(paths), printing=not out)):
        roadmaps = reading.roadmaps
        failed += not any(roadmap.measures for roadmap in roadmaps)
        lines = [json.dumps(roadmap.model_dump(mode="json"), ensure_ascii=False) for roadmap in roadmaps]
        if out and roadmaps:
            out.mkdir(parents=True, exist_ok=True)
            # Folders often hold several files of one name.
            (out / f"{Path(reading.name).stem}-{roadmaps[0].id[:8]}.json").write_text("\n".join(lines) + "\n", "utf-8")
        if as_json and lines:
            print(*lines, sep="\n")
        elif not out:
            for roadmap in roadmaps:
                show_roadmap(console(), roadmap)
    raise typer.Exit(1 if failed else 0)


@app.command()
def match(
    left: Plan,
    right: Plan,
    every_pair: Annotated[
        bool, typer.Option("--every-pair", help="Все пары, а не сопоставление один к одному.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Сопоставить мероприятия двух планов по смыслу.

    Пример: sverka match план-2023.docx план-2024.docx
    """
    from nlp.artifacts import load_models
    from nlp.pipeline import compare

    one, other = _plan(left), _plan(right)
    with _told_errors():
        matches = compare(one, other, load_models(), every=every_pair)
    if as_json:
        _print_list(matches)
    else:
        from ui.terminal import console, show_matches

        show_matches(console(), one, other, matches)


@app.command()
def gaps(
    plan: Plan,
    mandates: Annotated[str, typer.Option(help="Каталог: имя, файл YAML или другой план.")] = "municipal",
    as_json: Json = False,
) -> None:
    """Показать, какие ожидаемые мероприятия в плане есть, есть частично или не найдены.

    Пример: sverka gaps план.docx --mandates региональный-план.docx
    """
    from nlp.artifacts import load_mandates, load_models
    from nlp.pipeline import coverage, coverage_by_plan

    roadmap = _plan(plan)
    another = Path(mandates).is_file() and Path(mandates).suffix.lower() not in (".yaml", ".yml")
    with _told_errors():
        if another:
            found = coverage_by_plan(roadmap, _plan(Path(mandates)), load_models())
        else:
            found = coverage(roadmap, load_mandates(mandates), load_models())
    if as_json:
        _print_list(found)
    else:
        from ui.terminal import console, show_coverage

        show_coverage(console(), roadmap, found)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Что искать, например «анализ ВПР».", show_default=False)],
    files: Annotated[list[Path] | None, typer.Argument(help="Файлы планов и папки с ними.", show_default=False)] = None,
    top: Annotated[int, typer.Option(min=1, help="Сколько мероприятий показать.")] = 10,
    as_json: Json = False,
) -> None:
    """Найти мероприятия, ближайшие к запросу, в названных планах или во всём хранилище; опечатки понимаются.

    Пример: sverka search "анализ ВПР" план.docx папка/ --json
    """
    from nlp.errors import InputError, SverkaError
    from nlp.read.folders import files_in
    from service.commands.searching import search_plans, search_store
    from ui.terminal import console, show_findings, unwatched

    plans = [reading.roadmaps for reading in _readings(unwatched(files_in(files)))] if files else []
    try:
        found = search_plans([r for of in plans for r in of], query, top) if files else search_store(query, top)
    except SverkaError as error:
        _stop(2 if isinstance(error, InputError) else 1, str(error))
    if found is None:
        _stop(2, "Где искать, не сказано, а хранилища ещё нет. Назовите файлы или примите планы: sverka import ПАПКА.")
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    if as_json:
        _print_list(found.findings)
    else:
        show_findings(console(), found.findings)
    raise typer.Exit(0 if all(any(roadmap.measures for roadmap in of) for of in plans) else 1)


@app.command()
def embed() -> None:
    """Превратить строки стандартного ввода в векторы: float32, длины 1, формат .npy на стандартный вывод.

    Пример: sverka embed < тексты.txt > векторы.npy
    """
    import numpy as np

    from nlp.artifacts import load_encoder
    from nlp.embed import embed_lines

    with _told_errors():
        np.save(sys.stdout.buffer, embed_lines(sys.stdin.buffer.read(), load_encoder()))


@app.command()
def train(
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Учиться и на правках экспертов; models/ остаётся как есть.")
    ] = False,
    keep_anyway: Annotated[
        bool, typer.Option("--keep-anyway", help="Поставить новые модели, даже если цифры упали.")
    ] = False,
) -> None:
    """Обучить все модели заново по corpus/ и записать их в models/ (минуты).

    Пример: sverka train
    """
    from nlp.train.everything import train_all

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    with _told_errors():
        if with_corrections:
            from service.corrections.training import train_with_corrections
            from service.settings import settings

            print(train_with_corrections(settings(), tell, keep_anyway))
        else:
            train_all(tell)


@app.command()
def evaluate(
    out: Annotated[Path | None, typer.Option(help="Папка для карточки моделей и рисунков.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Ещё кривая обучения и исключение авторов (минуты).")] = False,
) -> None:
    """Измерить модели на проверочной части корпуса: по классам, калибровка, путаница, поиск.

    Пример: sverka evaluate --out out/
    """
    from nlp.evaluate.report import card_text, report
    from nlp.evaluate.whole import evaluate as measure
    from nlp.evaluate.whole import load_corpus, load_judged
    from nlp.train.classifier import train_classifier

    with _told_errors():
        figures = measure(load_judged(), load_corpus(), train_classifier if full else None)
        if out:
            report(figures, out)
            print(f"Карточка моделей, цифры и рисунки: {out}")
        else:
            print(card_text(figures))


def _readings(files: Iterable[tuple[Path, Tell]]) -> Iterator[Reading]:
    """Read files and archives of plans, each in a child; what is wrong with one is a line on standard error."""
    from nlp.isolate import read_files, start

    start()  # it takes as long as loading what stands below
    from nlp.artifacts import load_classifier
    from nlp.pipeline import classified

    with _told_errors():
        classifier = load_classifier()
    for file, tell in files:
        for reading in read_files([file], on_progress=tell):
            if reading.message:
                print(f"{file.parent / reading.name}: {reading.message}", file=sys.stderr)
            roadmaps = tuple(classified(roadmap, classifier) for roadmap in reading.roadmaps)
            yield reading.model_copy(update={"roadmaps": roadmaps})


def _plan(file: Path) -> Roadmap:
    """Read a file as one plan, the measures of all its plans together; stops where there is none."""
    from ui.terminal import watched

    roadmaps = [r for reading in _readings(watched([file], printing=False)) for r in reading.roadmaps]
    measures = tuple(m for roadmap in roadmaps for m in roadmap.measures)
    if not measures:
        raise typer.Exit(1)
    return roadmaps[0].model_copy(update={"measures": measures})


def _print_list(records: Iterable[BaseModel]) -> None:
    print(json.dumps([record.model_dump(mode="json") for record in records], ensure_ascii=False))


@contextmanager
def _told_errors() -> Iterator[None]:
    """Turn an error that the user can mend into one line on standard error and exit status 1."""
    from nlp.errors import SverkaError

    try:
        yield
    except SverkaError as error:
        _stop(1, str(error))


def _stop(status: int, message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


service_commands.attach(app)
ui_commands.attach(app)


def main() -> None:
    """Run the command line; what it prints is UTF-8 wherever it runs (contract)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(run(app))


if __name__ == "__main__":
    main()
