"""Roadmaps, matches and coverage on a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from nlp.domain import Coverage, CoverageStatus, Finding, Match, Measure, Roadmap
from ui.wording import (
    CATEGORIES,
    NO_VALUE,
    NOTHING_FOUND,
    PAGES,
    READING,
    RECURRENCES,
    RELATIONS,
    ROLES,
    STATUSES,
    plural,
    window,
)


class Pages(Protocol):
    """How many pages of a file are read, of how many, where that is known."""

    @property
    def done(self) -> int: ...  # noqa: D102

    @property
    def total(self) -> int | None: ...  # noqa: D102


Tell = Callable[[Pages], None]


def console() -> Console:
    """Return the terminal to print to."""
    return Console()


def watched(files: Sequence[Path], *, printing: bool) -> Iterator[tuple[Path, Tell]]:
    """Yield the files, each with what is to be told of its pages, under progress bars on standard error.

    There are none where nobody watches, or where the plans that are being printed there show the progress themselves.
    """
    watching = Console(stderr=True)
    seen = watching.is_terminal and not (printing and sys.stdout.isatty())
    with Progress(console=watching, redirect_stdout=False, transient=True, disable=not seen) as bar:
        pages = bar.add_task(PAGES, visible=False)

        def tell(at: Pages) -> None:
            bar.update(pages, completed=at.done, total=at.total, visible=bool(at.total))

        task = bar.add_task(READING, total=len(files), visible=len(files) > 1)
        for file in files:
            yield file, tell
            bar.update(pages, visible=False)
            bar.advance(task)


def unwatched(files: Iterable[Path]) -> Iterator[tuple[Path, Tell]]:
    """Yield the files as `watched` does, without any bar."""
    for file in files:
        yield file, lambda at: None


def show_roadmap(console: Console, roadmap: Roadmap) -> None:
    """Print a roadmap: its passport, its measures, what needs a look."""
    console.print(Panel(_passport(roadmap), title=Text(roadmap.source.name), title_align="left", border_style="blue"))
    if roadmap.measures:
        console.print(_measures(roadmap.measures))
    _notices(console, roadmap)


def _passport(roadmap: Roadmap) -> Text:
    act = roadmap.act
    shown_act = (
        " ".join(
            filter(
                None,
                [
                    act.kind,
                    f"№ {act.number}" if act.number else "",
                    f"от {window(act.date, act.date)}" if act.date else "",
                ],
            )
        )
        if act
        else ""
    )
    lines = [
        ("Название", roadmap.title),
        ("Регион", roadmap.region.name if roadmap.region else ""),
        ("Муниципалитет", roadmap.municipality or ""),
        ("Период", window(*roadmap.period) if roadmap.period else ""),
        ("Утверждён", shown_act),
        ("Найдено", plural(len(roadmap.measures), "мероприятие", "мероприятия", "мероприятий")),
    ]
    text = Text()
    for label, value in lines:
        text.append(f"{label + ':':15}", style="bold").append((value or NO_VALUE) + "\n")
    text.rstrip()
    return text


_COLUMNS = (("№", 1), ("Мероприятие", 6), ("Срок", 3), ("Исполнители", 3), ("Показатели", 2), ("Категория", 3))


def _measures(measures: Sequence[Measure]) -> Table:
    """Return the table of measures; a column in which every cell is empty is left out."""
    rows = [_row(m) for m in measures]
    shown = [i for i in range(len(_COLUMNS)) if any(row[i] for row in rows)]
    table = Table(show_lines=True, expand=True, header_style="bold")
    for i in shown:
        header, ratio = _COLUMNS[i]
        table.add_column(header, ratio=ratio, overflow="fold", min_width=5 if i == 0 else None)
    section: tuple[str, ...] = ()
    for measure, row in zip(measures, rows, strict=True):
        if measure.section != section and measure.section:
            table.add_row("", Text(" / ".join(measure.section), style="bold cyan"), *[""] * (len(shown) - 2))
        section = measure.section
        table.add_row(*(Text(row[i]) for i in shown))
    return table


def _row(m: Measure) -> tuple[str, ...]:
    windows = [window(*w) for w in m.deadline.windows]
    when = "; ".join(filter(None, [*windows, RECURRENCES[m.deadline.recurrence]])) or m.deadline.text
    who = "; ".join([*(ROLES[r] for r in m.executors.roles), *m.executors.names]) or NO_VALUE
    goals = "; ".join(f"{i.comparator} {i.value:g} {i.unit}" for i in m.outcome.indicators)
    category = CATEGORIES[m.category.primary] if m.category.primary else ""
    if category and m.category.probability:
        category += f" ({m.category.probability:.0%})"
    return (m.number or str(m.index), m.text, when, who, goals, category)


def _notices(console: Console, roadmap: Roadmap) -> None:
    """Print the notices; a kind that concerns many rows is summed up in one line."""
    numbers = _numbers(roadmap)
    counts = Counter(n.kind for n in roadmap.notices)
    shown: set[str] = set()
    for notice in roadmap.notices:
        if counts[notice.kind] > 5 and notice.kind in shown:
            continue
        shown.add(notice.kind)
        where = f"№ {numbers[notice.measure]}: " if notice.measure in numbers else ""
        more = f" (и ещё {counts[notice.kind] - 1} таких)" if counts[notice.kind] > 5 else ""
        console.print(Text(f"! {where}{notice.detail}{more}", style="yellow"))


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print the measures that a search found, best first, what was asked for highlighted."""
    if not findings:
        console.print(Text(NOTHING_FOUND, style="yellow"))
    for finding in findings:
        text = Text(f"{finding.rank:>3}. ", style="bold") + Text(finding.text, style="not bold")
        for start, stop in finding.spans:
            text.stylize("bold cyan", start + 5, stop + 5)
        console.print(text, Text(f"     {finding.file}", style="dim"), sep="\n")


_STATUS_STYLES: dict[CoverageStatus, str] = {
    "covered": "green",
    "partial": "yellow",
    "missing": "bold red",
    "undecided": "magenta",
    "not-applicable": "dim",
}


def show_coverage(console: Console, roadmap: Roadmap, found: Sequence[Coverage]) -> None:
    """Print which expected activities a plan covers, with the rows that show it and the reason."""
    numbers = _numbers(roadmap)
    table = Table(show_lines=True, expand=True, header_style="bold")
    for header, ratio in (("Ожидаемое мероприятие", 4), ("В плане", 2), ("Где", 1), ("Почему", 6)):
        table.add_column(header, ratio=ratio, overflow="fold")
    for coverage in found:
        where = ", ".join(dict.fromkeys(numbers.get(e.measure or "", "акт") for e in coverage.evidence[:3]))
        shown = where if coverage.status in ("covered", "partial") else ""
        status = Text(STATUSES[coverage.status], style=_STATUS_STYLES[coverage.status])
        table.add_row(Text(coverage.title), status, Text(shown), Text(coverage.reason))
    console.print(table)
    counts = Counter(c.status for c in found)
    console.print("; ".join(f"{STATUSES[s]}: {counts[s]}" for s in _STATUS_STYLES if counts[s]))


def show_matches(console: Console, left: Roadmap, right: Roadmap, matches: Sequence[Match]) -> None:
    """Print the aligned measures of two plans, best first."""
    texts = {m.id: f"{m.number or m.index} {m.text}" for plan in (left, right) for m in plan.measures}
    table = Table(show_lines=True, expand=True, header_style="bold")
    for header, ratio in ((left.source.name, 6), (right.source.name, 6), ("Соответствие", 2)):
        table.add_column(Text(header), ratio=ratio, overflow="fold")
    for m in matches:
        table.add_row(Text(texts[m.left]), Text(texts[m.right]), Text(f"{RELATIONS[m.relation]}, {m.probability:.0%}"))
    console.print(table)
    console.print(plural(len(matches), "пара", "пары", "пар"))


def _numbers(roadmap: Roadmap) -> dict[str, str]:
    """Return how people call the measures: by the printed number without its full stop, else by the order."""
    return {m.id: (m.number or "").strip(" .№") or str(m.index) for m in roadmap.measures}
