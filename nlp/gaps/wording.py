"""Why a mandate got its status, in Russian: rows by number, never persons; advice by the strength of the grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from nlp.domain import Act, Mandate, Measure
from nlp.gaps.texts import quoted
from nlp.lexicon.terms import position
from nlp.text import words

# The strongest ground first; «обязательно» only where the plan's own parent act asks.
_GROUNDS = {
    "ACT": "Обязательно: этого требует вышестоящий акт.",
    "LAW": "Обязанность есть в законе независимо от дорожной карты.",
    "FR": "Рекомендовано федеральной оценкой механизмов управления качеством.",
    "FM": "Часть методики проекта «500+».",
    "RP": "Принято в практике региональных и муниципальных планов.",
}


class Found(NamedTuple):
    """A row that speaks of a mandate, and its words that do."""

    measure: Measure
    said: str


def row_name(measure: Measure, measures: Sequence[Measure]) -> str:
    """Name a row by its printed number, by its place where the number is absent or repeated."""
    number = (measure.number or "").strip().rstrip(".)")
    shared = Counter((m.number or "").strip().rstrip(".)") for m in measures)[number]
    return f"п. {number}" if number and shared == 1 else f"строка {measure.index}"


def covered_by_rows(mandate: Mandate, found: Sequence[Found], measures: Sequence[Measure]) -> str:
    """Say which rows cover the mandate, the first one quoted, and which side of it could be added."""
    first, *others = found
    also = f"; также {', '.join(row_name(f.measure, measures) for f in others)}" if others else ""
    return f"Есть: {row_name(first.measure, measures)} – {quoted(first.said)}{also}.{_sides(mandate, found)}"


def covered_by_act(act: Act | None) -> str:
    """Say that the act itself covers the mandate."""
    if act is None:
        return "Есть: об утверждении говорит сам документ."
    number = f" № {act.number}" if act.number else ""
    date = f" от {'.'.join(reversed(act.date.split('-')))}" if act.date else ""
    return f"Есть: план введён актом ({act.kind}{number}{date})."


def partly(mandate: Mandate, nearest: Found, measures: Sequence[Measure]) -> str:
    """Say which row shows a part of the mandate."""
    return (
        f"Частично: ближайшее мероприятие ({row_name(nearest.measure, measures)}) говорит о {quoted(nearest.said)}, "
        f"но не целиком о том, что ожидается: {quoted(mandate.title)}. {advice(mandate)}"
    )


def partly_by_act(mandate: Mandate) -> str:
    """Say that only the act speaks of the mandate."""
    return f"Частично: об этом говорит пункт акта или приложение, но не строка плана. {advice(mandate)}"


def partly_by_executors(mandate: Mandate, found: Sequence[Measure], measures: Sequence[Measure]) -> str:
    """Say that the role is seen among the executors only."""
    rows = ", ".join(row_name(m, measures) for m in found[:3])
    return f"Частично: роль видна только в графе исполнителей ({rows}), отдельного мероприятия нет. {advice(mandate)}"


def missing(mandate: Mandate, nearest: Found | None, measures: Sequence[Measure]) -> str:
    """Say that the mandate is not seen, and what comes nearest to it."""
    if nearest is None:
        return f"В плане этого не видно, близких мероприятий нет. {advice(mandate)}"
    return (
        f"В плане этого не видно: ближайшее мероприятие ({row_name(nearest.measure, measures)}) говорит о {quoted(nearest.said)}, "
        f"но не о том, что ожидается: {quoted(mandate.title)}. {advice(mandate)}"
    )


def undecided(mandate: Mandate, nearest: Found | None, measures: Sequence[Measure]) -> str:
    """Say that the program cannot tell and what a person should look at."""
    if nearest is None:
        return f"Программа не решила, есть ли в плане {quoted(mandate.title)}: проверьте сами."
    return (
        f"Программа не решила: {row_name(nearest.measure, measures)} – {quoted(nearest.said)} – близко к ожидаемому "
        f"{quoted(mandate.title)}. Проверьте сами."
    )


def advice(mandate: Mandate) -> str:
    """Return the catalogue's own advice, else a sentence by the strength of the grounds."""
    if mandate.ask:
        return mandate.ask.strip()
    strongest = next((s for s in _GROUNDS if s in mandate.strength), "RP")
    return _GROUNDS[strongest]


def _sides(mandate: Mandate, found: Sequence[Found]) -> str:
    spoken = [words(f"{f.measure.text} {f.measure.outcome.text}") for f in found]
    absent = [
        facet.title
        for facet in mandate.facets
        if not any(position(t, ws) is not None for t in facet.terms for ws in spoken)
    ]
    if not absent or len(absent) == len(mandate.facets):
        return ""
    return f" Можно добавить: {', '.join(quoted(t) for t in absent)}."
