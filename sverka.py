"""The front door: the command line `sverka`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nlp.domain import Roadmap
    from nlp.embed import Vectors

app = typer.Typer(
    name="sverka",
    help="Сверка: разбор, сравнение и проверка дорожных карт поддержки школ с низкими результатами.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Печатать JSON, по одному объекту в строке (см. contract).")]


@app.callback()
def _root() -> None:
    """Сверка: разбор, сравнение и проверка дорожных карт."""


@app.command()
def analyse(
    files: Annotated[list[Path], typer.Argument(help="Файлы планов: docx, xlsx, html, txt.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Разобрать планы на мероприятия, сроки, исполнителей и показатели.

    Пример: sverka analyse план.docx --json
    """
    from nlp.artifacts import load_classifier, load_regions
    from nlp.errors import SverkaError
    from nlp.pipeline import analyse as analyse_document
    from nlp.read import read

    failed = 0
    for file in files:
        try:
            roadmaps = analyse_document(read(file), load_regions(), load_classifier())
        except SverkaError as error:
            failed += 1
            print(f"{file}: {error}", file=sys.stderr)
            continue
        if not any(roadmap.measures for roadmap in roadmaps):
            failed += 1
            print(f"{file}: План не найден: в файле нет мероприятий. Проверьте, тот ли это файл.", file=sys.stderr)
        for roadmap in roadmaps:
            if as_json:
                print(json.dumps(roadmap.model_dump(mode="json"), ensure_ascii=False))
            else:
                from rich.console import Console

                from ui.terminal import show_roadmap

                show_roadmap(Console(), roadmap)
    raise typer.Exit(1 if failed else 0)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Что искать, например «анализ ВПР».", show_default=False)],
    files: Annotated[list[Path] | None, typer.Argument(help="Файлы планов и папки с ними.", show_default=False)] = None,
    top: Annotated[int, typer.Option(min=1, help="Сколько мероприятий показать.")] = 10,
    as_json: Json = False,
) -> None:
    """Найти в планах мероприятия, ближайшие к запросу; сокращения и опечатки понимаются.

    Пример: sverka search "анализ ВПР" план.docx папка/ --json
    """
    if not files:
        print("Где искать, не сказано: хранилище планов появится вместе со службой. Назовите файлы.", file=sys.stderr)
        raise typer.Exit(2)
    from nlp.errors import InputError
    from nlp.search import findings, measure_index, understand
    from nlp.search import search as search_index

    roadmaps, failed = _roadmaps(files)
    vectors, query_vector = _vectors([m.text for roadmap in roadmaps for m in roadmap.measures], query)
    index = measure_index(roadmaps, vectors)
    try:
        for word, lemma in understand(index, query).corrections:
            print(f"Слово «{word}» прочитано как «{lemma}».", file=sys.stderr)
        found = findings(roadmaps, search_index(index, query, query_vector, top))
    except InputError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    if as_json:
        print(json.dumps([finding.model_dump(mode="json") for finding in found], ensure_ascii=False))
    else:
        from rich.console import Console

        from ui.terminal import show_findings

        show_findings(Console(), found)
    raise typer.Exit(1 if failed else 0)


def _vectors(texts: list[str], query: str) -> tuple[Vectors, Vectors] | tuple[None, None]:
    """Return the vectors of texts and of a query; without a model, which is said on standard error, words decide alone."""
    from nlp.artifacts import load_encoder
    from nlp.errors import ModelError

    try:
        encoder = load_encoder()
    except ModelError as error:
        print(f"Поиск только по словам. {error}", file=sys.stderr)
        return None, None
    return encoder.encode(texts), encoder.encode([query], "query")[0]


def _roadmaps(paths: list[Path]) -> tuple[list[Roadmap], int]:
    """Read plans from files and folders; a failure is a line on standard error. Returns also the number of failures."""
    from nlp.artifacts import load_classifier, load_regions
    from nlp.errors import SverkaError
    from nlp.pipeline import analyse as analyse_document
    from nlp.read import read

    inside = (sorted(path.rglob("[!.~]*")) if path.is_dir() else [path] for path in paths)
    files = dict.fromkeys(file for group in inside for file in group if not file.is_dir())
    roadmaps: list[Roadmap] = []
    failed = 0
    for file in files:
        try:
            roadmaps.extend(analyse_document(read(file), load_regions(), load_classifier()))
        except SverkaError as error:
            failed += 1
            print(f"{file}: {error}", file=sys.stderr)
    return roadmaps, failed


@app.command()
def embed() -> None:
    """Превратить строки стандартного ввода в векторы: float32, длины 1, формат .npy на стандартный вывод.

    Пример: sverka embed < тексты.txt > векторы.npy
    """
    import numpy as np

    from nlp.artifacts import load_encoder
    from nlp.embed import embed_lines

    with _told_errors():
        vectors = embed_lines(sys.stdin.buffer.read(), load_encoder())
        np.save(sys.stdout.buffer, vectors)


@contextmanager
def _told_errors() -> Iterator[None]:
    """Turn an error that the user can mend into one line on standard error and exit status 1."""
    from nlp.errors import SverkaError

    try:
        yield
    except SverkaError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


@app.command()
def demo() -> None:
    """Показать работу на вымышленных примерах из corpus/samples.

    Пример: sverka demo
    """
    from nlp.artifacts import corpus_dir

    samples = sorted(p for p in (corpus_dir() / "samples").iterdir() if p.suffix in (".docx", ".xlsx", ".txt"))
    analyse(samples)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
