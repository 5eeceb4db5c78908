"""Mandates × a plan → covered, partial, missing, undecided or not applicable, with evidence and reason."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nlp.domain import Coverage, CoverageEvidence, CoverageStatus, Mandate, Roadmap
from nlp.gaps import wording
from nlp.gaps.act import act_shows, rows_with_executors, spoken_executors
from nlp.gaps.applicability import FM_ONLY, not_applicable
from nlp.gaps.cascade import coverage_by_match, mandates_from_roadmap
from nlp.gaps.features import Catalogue, Floats, Senses, prepare
from nlp.gaps.model import GapModel
from nlp.gaps.rows import Cells, read_rows

__all__ = [
    "Catalogue",
    "GapModel",
    "Senses",
    "coverage",
    "coverage_by_match",
    "mandates_from_roadmap",
    "prepare",
]

# Round on purpose (DECISIONS.md): a false «missing» costs most, so much less than even chances are left to it.
COVERED_AT_LEAST, PARTIAL_AT_LEAST, MISSING_BELOW = 0.5, 0.5, 0.2
# Rows after the best one speak of the same thing and add half their weight.
_N_ROWS, _NEXT_ROWS = 3, 0.5
_BY_EXECUTORS = 0.8
_BY_RULE = 0.99
# A row that shows a part counts for less than one that covers, in the order of the evidence.
_PART = 0.7
_NEAREST_AT_LEAST = 0.02
_TELLING_PART = 0.15


class Candidate(NamedTuple):
    """A row that may speak of a mandate: chances that it covers and touches it, its words that do."""

    row: int
    covers: float
    touches: float
    said: str


class Verdict(NamedTuple):
    """What is known of one mandate: chances that the plan covers it and that it touches it, the act's share, the nearest rows."""

    covers: float
    touches: float
    act: float
    executors: tuple[int, ...]
    rows: tuple[Candidate, ...]


def coverage(roadmap: Roadmap, catalogue: Catalogue, model: GapModel, senses: Senses) -> tuple[Coverage, ...]:
    """Say of every mandate how the plan covers it, from all measures together and from the act itself.

    Args:
        roadmap: the plan; its measures need text, deadline, executors and outcome, no category.
        catalogue: mandates made ready by `prepare` with the same `senses`.
        model: the fitted model.
        senses: how texts are understood.

    Returns:
        One coverage a mandate, in the catalogue's order; evidence best first, also where the status is missing.
    """
    cells = read_rows(roadmap, catalogue, model, senses)
    spoken = spoken_executors(roadmap)
    acts = act_shows(roadmap, catalogue, model, senses)
    whole_covers, whole_touches = together(cells.covers), together(cells.touches)
    found = []
    for j, mandate in enumerate(catalogue.mandates):
        act, executors = float(acts[j]), rows_with_executors(spoken, mandate)
        covers = max(float(whole_covers[j]), act if mandate.act_may_cover is True else 0.0)
        touches = max(float(whole_touches[j]), covers, act, _BY_EXECUTORS if executors else 0.0)
        verdict = Verdict(covers, touches, act, executors, _nearest(cells, j))
        found.append(_coverage(roadmap, mandate, verdict))
    return tuple(found)


def together(chances: Floats) -> Floats:
    """Return the chance that any of the rows does it, (n_rows, m) → (m,): the best row, the next ones by half."""
    best = np.sort(chances, axis=0)[::-1][:_N_ROWS]
    best[1:] *= _NEXT_ROWS
    joined: Floats = 1.0 - np.prod(1.0 - best, axis=0)
    return joined


def _nearest(cells: Cells, j: int) -> tuple[Candidate, ...]:
    worth = cells.covers[:, j] + _PART * cells.touches[:, j]
    order = [int(i) for i in np.argsort(-worth, kind="stable")[:_N_ROWS]]
    return tuple(
        Candidate(i, float(cells.covers[i, j]), min(float(cells.touches[i, j]), 1.0), str(cells.said[i, j]))
        for i in order
    )


def _status(roadmap: Roadmap, mandate: Mandate, verdict: Verdict) -> tuple[CoverageStatus, str]:
    """Return the status and, where the mandate is not asked of the plan, why."""
    covered = verdict.covers >= COVERED_AT_LEAST
    reason = not_applicable(roadmap, mandate)
    # A row that does it shows that the plan's schools take part after all.
    if reason and not (covered and reason == FM_ONLY):
        return "not-applicable", reason
    if covered:
        return "covered", ""
    if verdict.touches >= PARTIAL_AT_LEAST:
        return "partial", ""
    return ("missing" if verdict.touches < MISSING_BELOW else "undecided"), ""


def _coverage(roadmap: Roadmap, mandate: Mandate, verdict: Verdict) -> Coverage:
    status, reason = _status(roadmap, mandate, verdict)
    chances = {
        "covered": verdict.covers,
        "partial": verdict.touches - verdict.covers,
        "missing": 1.0 - verdict.touches,
        "not-applicable": _BY_RULE,
    }
    chance = chances[status] if status in chances else max(verdict.covers, 1.0 - verdict.touches)
    return Coverage(
        mandate=mandate.id,
        title=mandate.title,
        status=status,
        probability=round(min(max(chance, 0.0), 1.0), 4),
        evidence=_evidence(roadmap, verdict),
        reason=reason or _reason(roadmap, mandate, verdict, status),
    )


def _evidence(roadmap: Roadmap, verdict: Verdict) -> tuple[CoverageEvidence, ...]:
    rows = [(c.row, c.touches) for c in verdict.rows]
    if verdict.executors and verdict.touches <= _BY_EXECUTORS:
        rows = [(i, _BY_EXECUTORS) for i in verdict.executors[:_N_ROWS]]
    listed = [CoverageEvidence(measure=roadmap.measures[i].id, source="row", probability=round(p, 4)) for i, p in rows]
    act = CoverageEvidence(measure=None, source="act", probability=round(verdict.act, 4))
    if verdict.act >= PARTIAL_AT_LEAST:
        return (*listed, act) if rows and rows[0][1] >= verdict.act else (act, *listed)
    return tuple(listed)


def _reason(roadmap: Roadmap, mandate: Mandate, verdict: Verdict, status: CoverageStatus) -> str:
    measures = roadmap.measures
    near = [wording.Found(measures[c.row], _words(c, measures[c.row].text)) for c in verdict.rows]
    nearest = near[0] if near and verdict.touches >= _NEAREST_AT_LEAST else None
    by_act, by_executors = verdict.act >= verdict.touches, bool(verdict.executors) and verdict.touches <= _BY_EXECUTORS
    if status == "covered":
        return (
            wording.covered_by_act(roadmap.act)
            if by_act
            else wording.covered_by_rows(mandate, _covering(near, verdict), measures)
        )
    if status == "partial":
        if by_act:
            return wording.partly_by_act(mandate)
        if by_executors:
            return wording.partly_by_executors(mandate, [measures[i] for i in verdict.executors], measures)
        return wording.partly(mandate, near[0], measures)
    if status == "missing":
        return wording.missing(mandate, nearest, measures)
    return wording.undecided(mandate, nearest, measures)


def _words(candidate: Candidate, text: str) -> str:
    """Quote a part of the row only where that part says something of the mandate."""
    return candidate.said if candidate.touches >= _TELLING_PART and candidate.said else text


def _covering(near: list[wording.Found], verdict: Verdict) -> list[wording.Found]:
    """Return the best row and the others that cover the mandate too."""
    return [f for f, c in zip(near, verdict.rows, strict=True) if f is near[0] or c.covers >= COVERED_AT_LEAST]
