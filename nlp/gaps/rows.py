"""Measures × mandates → how far each measure covers each mandate, all its cells considered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Mandate, Measure, Roadmap
from nlp.gaps.features import Catalogue, Floats, Senses, understand
from nlp.gaps.model import GapModel, grades
from nlp.gaps.texts import clauses
from nlp.text import fold, words

# A clause says less of the row than the row itself, an outcome less than an action.
CLAUSE_TRUST, OUTCOME_TRUST = 0.9, 0.85
# «Приказ», «Справка» do not say of what.
_TELLING = 3
_MIDDLE = re.compile(r"\b(?:промежуточн|входн|полугоди|ход[аеу]?\b|на каждом этапе|поэтапн)")
_END = re.compile(r"\b(?:итогов|выходн|заключительн|завершающ|завершени|по окончани|за (?:учебный )?год\b|годов)")
# The last weeks of a plan; a school year's work ends in May, its period on 31 August.
_LAST_WEEKS, _LAST_WEEKS_OF_SCHOOL_YEAR = timedelta(days=61), timedelta(days=100)
_RECURRING = ("monthly", "quarterly", "term")


class Reading(NamedTuple):
    """A text of a measure to be judged: how it is read, how it is quoted, how far it is trusted."""

    row: int
    read: str
    said: str
    trust: float


class Cells(NamedTuple):
    """What a measure does for each mandate, (n_measures, n_mandates) each: wholly, and at least in part.

    `said` (n_measures, n_mandates) holds the words of the measure that speak of the mandate most.
    """

    covers: Floats
    touches: Floats
    said: NDArray[np.object_]


def read_rows(roadmap: Roadmap, catalogue: Catalogue, model: GapModel, senses: Senses) -> Cells:
    """Judge every measure of the plan by its text, the parts of its text, its outcome and its deadline."""
    listed = [r for i, m in enumerate(roadmap.measures) for r in _readings(i, m)]
    judged = grades(model, understand([r.read for r in listed], senses), catalogue)
    shape = (len(roadmap.measures), len(catalogue.mandates))
    own, promised = (_nothing(shape) for _ in range(2))
    for reading, p in zip(listed, judged, strict=True):
        i, target = reading.row, promised if reading.trust == OUTCOME_TRUST else own
        touches = reading.trust * (p[:, 0] + p[:, 1])
        target.said[i, touches > target.touches[i]] = reading.said
        target.covers[i] = np.maximum(target.covers[i], reading.trust * p[:, 0])
        target.touches[i] = np.maximum(target.touches[i], touches)
    return _timed(_with_outcome(own, promised, catalogue.mandates), roadmap, catalogue.mandates)


def _nothing(shape: tuple[int, int]) -> Cells:
    return Cells(np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.full(shape, "", np.object_))


def _readings(row: int, measure: Measure) -> list[Reading]:
    found = [Reading(row, measure.text, measure.text, 1.0)]
    found.extend(Reading(row, c.read, c.said, CLAUSE_TRUST) for c in clauses(measure.text))
    outcome = measure.outcome.text
    if len(words(outcome)) >= _TELLING:
        found.append(Reading(row, outcome, outcome, OUTCOME_TRUST))
        found.extend(Reading(row, c.read, c.said, OUTCOME_TRUST) for c in clauses(outcome))
    return found


def _with_outcome(own: Cells, promised: Cells, mandates: Sequence[Mandate]) -> Cells:
    """Let the outcome count where the catalogue says so, or where it completes what the row begins."""
    alone = np.array([m.outcome_may_cover for m in mandates], np.bool_)[None, :]
    completes = own.touches >= 0.5
    covers = np.where(alone | completes, np.maximum(own.covers, promised.covers), own.covers)
    touches = np.where(alone, np.maximum(own.touches, promised.touches), own.touches)
    said = np.where(touches > own.touches, promised.said, own.said)
    return Cells(covers, np.maximum(touches, covers), said)


def phases(measure: Measure, period: tuple[str, str] | None) -> frozenset[str]:
    """Tell whether a measure stands in the middle or at the end of the plan; empty where nothing tells.

    Words («промежуточный», «итоговый») decide, then the deadline against the period.
    """
    text = fold(f"{measure.text} {measure.deadline.text}")
    spoken = {kind for kind, pattern in (("middle", _MIDDLE), ("end", _END)) if pattern.search(text)}
    if measure.deadline.recurrence in _RECURRING:
        return frozenset({*spoken, "middle", "recurring"})
    if spoken:
        return frozenset(spoken)
    if period is None or measure.deadline.recurrence in ("ongoing", "yearly", "event"):
        return frozenset()
    found = set()
    for start, end in measure.deadline.windows:
        last = _last_weeks(period)
        if end is not None and not end.startswith("-"):
            late = date.fromisoformat(end) >= last
            begins_early = (
                start is not None
                and not start.startswith("-")
                and date.fromisoformat(start) < last - timedelta(days=60)
            )
            found |= {"end"} if late and not begins_early else set() if late else {"middle"}
    return frozenset(found)


def _last_weeks(period: tuple[str, str]) -> date:
    end = date.fromisoformat(period[1])
    return end - (_LAST_WEEKS_OF_SCHOOL_YEAR if (end.month, end.day) == (8, 31) else _LAST_WEEKS)


def _timed(cells: Cells, roadmap: Roadmap, mandates: Sequence[Mandate]) -> Cells:
    """Decide between an interim and a final check of the same thing by the row's place in time."""
    timed = [j for j, m in enumerate(mandates) if m.timing]
    if not timed:
        return cells
    covers, touches = cells.covers.copy(), cells.touches.copy()
    together = cells.covers[:, timed].max(axis=1, initial=0.0)
    for i, measure in enumerate(roadmap.measures):
        found = phases(measure, roadmap.period)
        for j in timed:
            timing = mandates[j].timing
            if not found or timing is None:
                continue
            if timing.covers in found or (timing.recurring and "recurring" in found):
                covers[i, j] = max(covers[i, j], together[i])
            else:
                touches[i, j] = max(touches[i, j] - covers[i, j], 0.2 * covers[i, j])
                covers[i, j] *= 0.2
            touches[i, j] = max(touches[i, j], covers[i, j])
    return Cells(covers, touches, cells.said)
