"""The rows of a comparison as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from service.schemas.answer import ComparedRow, ComparisonShown, MeasureBrief

Kind = Literal["same", "related", "only"]


@dataclass(frozen=True)
class Line:
    """A line: for each plan the measure that stands in it, which are only related, and how sure that is."""

    kind: Kind
    measures: tuple[MeasureBrief | None, ...]
    related: tuple[bool, ...]  # of each plan: its measure is not the same but related
    probability: float | None
    by_expert: bool

    @property
    def members(self) -> list[str]:
        """Ids of the measures, the same ones before the related."""
        own = [m.id for m, near in zip(self.measures, self.related, strict=True) if m and not near]
        return own + [m.id for m, near in zip(self.measures, self.related, strict=True) if m and near]


def lines(compared: ComparisonShown) -> list[Line]:
    """Return the lines: what is related stands in one line, once, beside what it is related to."""
    by_id = known(compared)
    return list(_lines(compared.rows, by_id))


def known(compared: ComparisonShown) -> dict[str, MeasureBrief]:
    """Return all measures by their ids."""
    return {m.id: m for row in compared.rows for m in row.measures if m}


def plan_of(compared: ComparisonShown) -> dict[str, int]:
    """Return for each measure the place of its plan."""
    return {m.id: place for row in compared.rows for place, m in enumerate(row.measures) if m}


def shared(compared: ComparisonShown) -> list[list[int]]:
    """Return for each two plans how many measures they share."""
    n = len(compared.plans)
    counts = [[0] * n for _ in range(n)]
    for row in compared.rows:
        own = [place for place, measure in enumerate(row.measures) if measure]
        for i in own:
            for j in own:
                counts[i][j] += i != j
    return counts


def _lines(rows: Sequence[ComparedRow], by_id: dict[str, MeasureBrief]) -> Iterator[Line]:
    seen: set[frozenset[str]] = set()
    for row in rows:
        measures, near = list(row.measures), [False] * len(row.measures)
        if row.kind == "related":
            for place, ids in enumerate(row.related):
                first = next((by_id[id_] for id_ in ids if id_ in by_id), None)
                if measures[place] is None and first is not None:
                    measures[place], near[place] = first, True
            members = frozenset(m.id for m in measures if m)
            if len(row.measures) == 2 and members in seen:
                continue
            seen.add(members)
        yield Line(row.kind, tuple(measures), tuple(near), row.probability, row.by_expert)
