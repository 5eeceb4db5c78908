"""How reports name a plan and its rows."""

from __future__ import annotations

from collections import Counter

from nlp.domain import Act, Measure, Roadmap
from nlp.labels import NO_VALUE, date, window


def row_names(roadmap: Roadmap) -> dict[str, str]:
    """Return a name for each measure by id: its printed number, or its place where the number is absent or repeated."""
    printed = {m.id: (m.number or "").strip(" .)№") for m in roadmap.measures}
    shared = Counter(printed.values())
    return {m.id: _row_name(m, printed[m.id], shared) for m in roadmap.measures}


def _row_name(measure: Measure, number: str, shared: Counter[str]) -> str:
    return f"п. {number}" if number and shared[number] == 1 else f"строка {measure.index}"


def plan_name(roadmap: Roadmap) -> str:
    """Return a short name that tells plans apart: the municipality and the years, else the file's name."""
    years = sorted({day[:4] for day in roadmap.period or () if day[:4].isdigit()})
    place = roadmap.municipality or roadmap.source.name
    part = f", часть {roadmap.source.part}" if roadmap.source.part > 1 else ""
    return f"{place}, {'–'.join(years)}{part}" if years else f"{place}{part}"


def act_words(act: Act | None) -> str:
    """Return the requisites of an act: «приказ № 12 от 03.02.2022, Управление образования»."""
    if act is None:
        return NO_VALUE
    number = f" № {act.number}" if act.number else ""
    day = f" от {date(act.date)}" if act.date else ""
    issuer = f", {act.issuer}" if act.issuer else ""
    return f"{act.kind}{number}{day}{issuer}"


def period_words(roadmap: Roadmap) -> str:
    """Return the period of a plan in words."""
    return window(*roadmap.period) if roadmap.period else NO_VALUE


def region_name(roadmap: Roadmap) -> str:
    """Return the region's name, or that the plan does not say."""
    return roadmap.region.name if roadmap.region else NO_VALUE
