"""Workbooks for experts: plans side by side, and which plan covers what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from nlp.domain import Coverage, CoverageStatus, Mandate, Roadmap
from nlp.labels import STAGES, STATUSES, STRENGTHS, plural
from service.reports.alignment import AlignedRow, Kind, aligned
from service.reports.inputs import ComparisonInput, MatrixInput, PlanCoverage
from service.reports.rows import plan_name, row_names
from service.reports.sheets import (
    HEADER,
    PLAIN,
    STATUS_FILLS,
    TITLE,
    Look,
    Value,
    fit,
    frozen,
    information,
    listing,
    packed,
    printed,
    put,
    put_row,
    widths,
    workbook,
)

KINDS: dict[Kind, str] = {"same": "то же", "related": "связано", "only": "только здесь"}
KIND_LOOKS: dict[Kind, Look] = {
    "same": Look(fill=STATUS_FILLS["covered"]),
    "related": Look(fill=STATUS_FILLS["partial"]),
    "only": Look(fill=STATUS_FILLS["not-applicable"]),
}
RELATED = "≈ "
LETTERS: dict[CoverageStatus, str] = {
    "covered": "Е",
    "partial": "Ч",
    "missing": "Н",
    "undecided": "?",
    "not-applicable": "·",
}
# So many plans still leave room for words in the cells.
MOST_WITH_WORDS = 6
_ALL: tuple[CoverageStatus, ...] = get_args(CoverageStatus)
_LOOKS = {status: Look(fill=fill, centre=True) for status, fill in STATUS_FILLS.items()}
_ASIDE = Look(italic=True, colour="5F6B7A")
_COUNT, _SHARE = Look(centre=True), Look(centre=True, percent=True)
_HEAD_ROW = 1


def comparison(data: ComparisonInput) -> bytes:
    """Return 2 to 20 plans side by side as xlsx; the same input gives the same bytes.

    Every measure stands in exactly one row of its own; what is only related is named in italics.
    """
    rows = aligned(data.roadmaps, data.matches, data.apart)
    names = _distinct(data.roadmaps)
    book = workbook()
    _side_by_side(book, data.roadmaps, names, rows)
    _overview(book, data.roadmaps, names, rows)
    remarks = (
        "«То же» – мероприятия с одним содержанием; вероятность – наименьшая из пар строки.",
        "«Связано» – близкие, но разные мероприятия: они названы курсивом со знаком ≈ и имеют собственную строку.",
        "«Только здесь» – в других планах соответствия не найдено.",
    )
    information(book, f"Сравнение: {plural(len(names), 'план', 'плана', 'планов')}", data.stamp, remarks)
    return packed(book, "Сравнение планов", data.stamp)


def _distinct(roadmaps: Sequence[Roadmap]) -> list[str]:
    """Name the plans; those with one name get numbers."""
    names = [plan_name(plan) for plan in roadmaps]
    shared = Counter(names)
    return [f"{name} ({i})" if shared[name] > 1 else name for i, name in enumerate(names, 1)]


def _side_by_side(book: Any, roadmaps: Sequence[Roadmap], names: Sequence[str], rows: Sequence[AlignedRow]) -> None:
    texts = _measure_texts(roadmaps)
    sheet = book.create_sheet("Сравнение")
    room = (6, 15, 9, 13, *[max(24.0, 110 / len(names))] * len(names))
    head = ["№", "Соответствие", "Планов", "Вероятность", *names]
    put_row(sheet, _HEAD_ROW, head, HEADER)
    fit(sheet, _HEAD_ROW, head, room)
    for n, row in enumerate(rows, _HEAD_ROW + 1):
        put(sheet, n, 1, n - _HEAD_ROW, _COUNT)
        put(sheet, n, 2, KINDS[row.kind], KIND_LOOKS[row.kind])
        put(sheet, n, 3, sum(measure is not None for measure in row.own), _COUNT)
        put(sheet, n, 4, row.probability, _SHARE)
        cells = [_cell(own, near, texts) for own, near in zip(row.own, row.related, strict=True)]
        for column, (own, cell) in enumerate(zip(row.own, cells, strict=True), 5):
            put(sheet, n, column, cell or None, PLAIN if own else _ASIDE)
        fit(sheet, n, ("", "", "", "", *cells), room)
    widths(sheet, room)
    frozen(sheet, "E2", (_HEAD_ROW, len(rows) + _HEAD_ROW, 4 + len(names)))
    printed(sheet, "1:1", "A:B", pages=1 + len(names) // 8)


def _cell(own: str | None, related: Sequence[str], texts: Mapping[str, str]) -> str:
    return "\n".join([*([texts[own]] if own else []), *(RELATED + texts[other] for other in related)])


def _measure_texts(roadmaps: Sequence[Roadmap]) -> dict[str, str]:
    texts = {}
    for plan in roadmaps:
        names = row_names(plan)
        texts.update({m.id: f"{names[m.id]}. {m.text}" for m in plan.measures})
    return texts


def _overview(book: Any, roadmaps: Sequence[Roadmap], names: Sequence[str], rows: Sequence[AlignedRow]) -> None:
    """Add for each plan how many of its measures other plans have, and with which plan it shares how many."""
    counts = [Counter(row.kind for row in rows if row.own[i]) for i in range(len(names))]
    shared = [
        [sum(bool(row.own[i] and row.own[j]) for row in rows) for j in range(len(names))] for i in range(len(names))
    ]
    table: list[list[Value]] = [
        [
            name,
            len(plan.measures),
            *(counts[i][kind] for kind in KINDS),
            *(None if i == j else n for j, n in enumerate(shared[i])),
        ]
        for i, (name, plan) in enumerate(zip(names, roadmaps, strict=True))
    ]
    head = [("План", 40.0), ("Мероприятий", 14.0), *((word, 14.0) for word in KINDS.values())]
    listing(book, "Сводка", [*head, *((f"То же, что в плане: {name}", 20.0) for name in names)], table)


def matrix(data: MatrixInput) -> bytes:
    """Return mandates × plans as xlsx; the same input gives the same bytes.

    A cell says its status by a word or letter and a colour, counts stand beside the mandates and under the plans.
    """
    mandates = _mandates(data)
    names = _distinct([p.roadmap for p in data.plans])
    book = workbook()
    _statuses(book, data.plans, mandates, names)
    head = [("План", 34.0), ("Ожидаемое мероприятие", 44.0), ("Статус", 16.0), ("Строки плана", 20.0), ("Почему", 90.0)]
    listing(book, "Обоснования", head, _reasons(data.plans, names))
    _legend(book)
    remarks = ("«Не найдено» означает, что в тексте плана мероприятия не видно; работа при этом может вестись.",)
    information(book, f"Матрица покрытия: {plural(len(names), 'план', 'плана', 'планов')}", data.stamp, remarks)
    return packed(book, "Матрица покрытия", data.stamp)


def _mandates(data: MatrixInput) -> dict[str, tuple[str, Mandate | None]]:
    """Return the mandates by id with their titles: the catalogue's, then those that only the plans' coverage names."""
    found: dict[str, tuple[str, Mandate | None]] = {m.id: (m.title, m) for m in data.mandates}
    for plan in data.plans:
        for coverage in plan.coverage:
            found.setdefault(coverage.mandate, (coverage.title, None))
    return found


def _statuses(
    book: Any,
    plans: Sequence[PlanCoverage],
    mandates: Mapping[str, tuple[str, Mandate | None]],
    names: Sequence[str],
) -> None:
    sheet = book.create_sheet("Матрица")
    marks = STATUSES if len(plans) <= MOST_WITH_WORDS else LETTERS
    table = [{c.mandate: c.status for c in plan.coverage} for plan in plans]
    fixed = ["№", "Ожидаемое мероприятие", "Этап", "Основание", *(STATUSES[s] for s in _ALL)]
    put_row(sheet, _HEAD_ROW, fixed, HEADER)
    for column, name in enumerate(names, len(fixed) + 1):
        put(sheet, _HEAD_ROW, column, name, Look(bold=True, fill="E9EEF4", turned=marks is LETTERS, centre=True))
    room = (5, 44, 22, 28, *[11] * len(_ALL), *[5.0 if marks is LETTERS else 19.0] * len(names))
    for n, (mandate_id, (title, mandate)) in enumerate(mandates.items(), _HEAD_ROW + 1):
        row = [statuses.get(mandate_id) for statuses in table]
        counts = Counter(row)
        grounds = ", ".join(STRENGTHS[s] for s in STRENGTHS if mandate and s in mandate.strength)
        stage = STAGES[mandate.stage] if mandate and mandate.stage else ""
        put_row(sheet, n, [n - _HEAD_ROW, title, stage, grounds])
        for column, status in enumerate(_ALL, 5):
            put(sheet, n, column, counts[status], _COUNT)
        for column, found in enumerate(row, len(fixed) + 1):
            put(sheet, n, column, marks[found] if found else None, _LOOKS[found] if found else PLAIN)
        fit(sheet, n, ("", title, stage, grounds), room)
    _totals(sheet, len(mandates) + _HEAD_ROW + 1, table, len(fixed))
    widths(sheet, room)
    sheet.row_dimensions[_HEAD_ROW].height = 210 if marks is LETTERS else 48
    frozen(sheet, "C2", (_HEAD_ROW, len(mandates) + _HEAD_ROW, len(fixed) + len(names)))
    printed(sheet, "1:1", "A:B", pages=1 + len(names) // 40)


def _totals(sheet: Any, row: int, table: Sequence[Mapping[str, CoverageStatus]], n_fixed: int) -> None:
    """Count the statuses under each plan, one row a status, below the filtered rows."""
    counts = [Counter(statuses.values()) for statuses in table]
    for n, status in enumerate(_ALL, row):
        put(sheet, n, 2, f"Всего: {STATUSES[status]}", TITLE)
        for column, count in enumerate(counts, n_fixed + 1):
            put(sheet, n, column, count[status], _COUNT)


def _reasons(plans: Sequence[PlanCoverage], names: Sequence[str]) -> Iterator[list[Value]]:
    for plan, name in zip(plans, names, strict=True):
        rows = row_names(plan.roadmap)
        for coverage in plan.coverage:
            yield [name, coverage.title, STATUSES[coverage.status], _where(coverage, rows), coverage.reason]


def _where(coverage: Coverage, rows: Mapping[str, str]) -> str:
    if coverage.status not in ("covered", "partial"):
        return ""
    shown = ["акт" if e.source == "act" else rows.get(e.measure or "", "") for e in coverage.evidence[:3]]
    return ", ".join(dict.fromkeys(filter(None, shown)))


def _legend(book: Any) -> None:
    sheet = book.create_sheet("Обозначения")
    put_row(sheet, 1, ["Знак", "Что значит"], HEADER)
    for n, status in enumerate(_ALL, 2):
        put(sheet, n, 1, LETTERS[status], _LOOKS[status])
        put(sheet, n, 2, STATUSES[status])
    widths(sheet, (10, 40))
