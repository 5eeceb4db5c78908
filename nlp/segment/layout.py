"""Columns of a plan's table: their roles, and recognising them by contents where a header is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from nlp.domain import Cell, Row
from nlp.lexicon.hints import is_action_like, is_actor_like, is_deadline_like, is_number
from nlp.text import clean

N_FITTED = 40
ROLES = ("number", "text", "deadline", "executors", "outcome")


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of a table means.

    `roles` holds one of ROLES, `section`, `extra` (unknown), `aside` (known to be neither) or `when:…`
    (a month or quarter) per column; `titles` the header texts; `certain` is False where roles were
    guessed from contents.
    """

    roles: tuple[str, ...]
    titles: tuple[str, ...]
    certain: bool = True

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.roles)

    def columns(self, role: str) -> tuple[int, ...]:
        """Return the columns of `role`, left to right."""
        return tuple(i for i, r in enumerate(self.roles) if r == role)

    @property
    def is_plan(self) -> bool:
        """Tell whether a table with these columns can hold measures."""
        wanted = {r.split(":")[0] for r in self.roles}
        return "text" in wanted and bool(wanted & {"deadline", "executors", "outcome", "when"})


def grid(row: Row, width: int) -> list[str]:
    """Return the row's texts by column; a spanning cell gives its text to its first column only."""
    texts = [""] * max(width, max((c.column + 1 for c in row.cells), default=0))
    for cell in row.cells:
        texts[cell.column] = clean(cell.text)
    return texts


def spanned(row: Row, width: int) -> list[str]:
    """Return the row's texts by column, a spanning cell repeated over all columns it covers."""
    texts = [""] * width
    for cell in row.cells:
        for column in range(cell.column, min(cell.column + cell.colspan, width)):
            texts[column] = clean(cell.text)
    return texts


def guess_layout(rows: Sequence[Row], width: int) -> Layout | None:
    """Recognise columns by their contents, for tables without a header.

    Returns None when the contents do not look like a plan's: no column of deadlines or executors
    beside a column of actions.
    """
    filled = (texts for r in rows if sum(map(bool, texts := grid(r, width))) >= 2)
    sample = list(islice(filled, 60))
    if not sample or width < 2:
        return None
    columns = [[t for texts in sample if (t := texts[i])] for i in range(width)]
    roles = ["extra"] * width

    def take(role: str, shares: list[float], at_least: float) -> None:
        free = [(s, -i) for i, s in enumerate(shares) if roles[i] == "extra" and columns[i]]
        if free and max(free)[0] >= at_least:
            roles[-max(free)[1]] = role

    take("number", [_share(c, is_number) * (i < 2) for i, c in enumerate(columns)], 0.6)
    take("deadline", [_share(c, is_deadline_like) - _mean_words(c) / 40 for c in columns], 0.4)
    take(
        "executors",
        [
            _share(c, is_actor_like) - _mean_words(c) / 40 - 0.5 * _share(c, is_action_like) + 0.4 * _repeats(c)
            for c in columns
        ],
        0.3,
    )
    longest = [_mean_words(c) / 10 + _share(c, is_action_like) - 0.15 * i for i, c in enumerate(columns)]
    take("text", longest, 0.3)
    if "text" not in roles or not {"deadline", "executors"} & set(roles):
        return None
    take("outcome", [_mean_words(c) / 10 if i > roles.index("text") else -1.0 for i, c in enumerate(columns)], 0.1)
    return Layout(tuple(roles), ("",) * width, certain=False)


def completed(layout: Layout, rows: Sequence[Row]) -> Layout:
    """Name by their contents the columns whose header says nothing: «Механизм», «Организатор», «Что получаем».

    Only roles that the header leaves open are given; columns known to stand aside stay aside.
    """
    roles = list(layout.roles)
    texts = [grid(r, layout.width) for r in rows[:40]]
    columns = {i: [t[i] for t in texts if t[i]] for i in range(layout.width)}

    def take(role: str, weights: dict[int, float], at_least: float) -> None:
        if role not in roles and weights and max(weights.values()) >= at_least:
            roles[max(weights, key=lambda i: (weights[i], -i))] = role

    def weighed(weigh: Callable[[list[str]], float]) -> dict[int, float]:
        return {i: weigh(columns[i]) for i, role in enumerate(roles) if role == "extra" and columns[i]}

    if "text" not in roles and {"deadline", "executors"} & set(roles):
        take("text", weighed(lambda c: _share(c, is_action_like) * (_mean_words(c) >= 3)), 0.4)
    if {"deadline", "executors"} <= set(roles):
        take("text", weighed(_mean_words), 2.5)
    if "text" in roles:
        if not any(r.startswith("when:") for r in roles):
            take("deadline", weighed(lambda c: _share(c, is_deadline_like) - _mean_words(c) / 30), 0.5)
        take("executors", weighed(lambda c: _share(c, is_actor_like) - _mean_words(c) / 30), 0.4)
        last = weighed(_mean_words)
        take("outcome", {i: n for i, n in last.items() if i > roles.index("text") and i == max(last)}, 1.3)
    return Layout(tuple(roles), layout.titles, layout.certain)


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(bool(test(t)) for t in texts) / max(len(texts), 1)


def _repeats(texts: Sequence[str]) -> float:
    """Share of cells that repeat another: few bodies carry out many measures, outcomes differ."""
    return 1 - len(set(texts)) / max(len(texts), 1)


def _mean_words(texts: Sequence[str]) -> float:
    return sum(len(t.split()) for t in texts) / max(len(texts), 1)


def fits(layout: Layout, rows: Sequence[Row]) -> bool:
    """Tell whether rows without a header read like more rows of `layout`."""
    width = layout.width
    good = bad = 0
    for row in rows[:N_FITTED]:
        texts = grid(row, width)
        if sum(bool(t) for t in texts) < 2:
            continue
        for role, test in (("number", is_number), ("deadline", is_deadline_like), ("executors", is_actor_like)):
            for i in layout.columns(role):
                if texts[i]:
                    good, bad = good + test(texts[i]), bad + (not test(texts[i]))
    return good >= bad


def realigned(row: Row, layout: Layout) -> Row:
    """Shift the cells of a row that has fewer cells than the layout to where their contents fit.

    Converters drop empty cells; the positions of the dropped ones are found by contents: numbers in
    the number column, deadlines in the deadline column. Rows with spans and full rows stay.
    """
    cells = row.cells
    missing = layout.width - len(cells)
    if not 1 <= missing <= 3 or len(cells) < 2 or layout.width > 9 or any(c.colspan > 1 or c.continued for c in cells):
        return row
    texts = [clean(c.text) for c in cells]
    best = max(combinations(range(layout.width), len(cells)), key=lambda columns: _fit(texts, columns, layout))
    placed = [Cell(text=c.text, column=column) for c, column in zip(cells, best, strict=True)]
    return row.model_copy(update={"cells": tuple(placed)})


def _fit(texts: Sequence[str], columns: Sequence[int], layout: Layout) -> float:
    """Weigh a placement; of equal ones the one that keeps cells to the left wins."""
    tests = {"number": is_number, "deadline": is_deadline_like, "executors": is_actor_like, "text": is_action_like}
    total = -0.01 * sum(columns)
    for text, column in zip(texts, columns, strict=True):
        role = layout.roles[column]
        if role in tests and text:
            total += 1.0 if tests[role](text) else -1.0
        elif role == "outcome" and ((is_deadline_like(text) and len(text) < 40) or is_number(text)):
            total -= 0.5
    return total - 1.5 * (not set(layout.columns("text")) & set(columns))
