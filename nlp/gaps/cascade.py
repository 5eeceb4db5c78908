"""Another plan as the catalogue: what the region asks, or last year promised, and what this plan has of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from nlp.domain import Coverage, CoverageEvidence, CoverageStatus, Mandate, MandatePhrases, Roadmap
from nlp.gaps import wording
from nlp.gaps.features import Floats
from nlp.gaps.texts import quoted

# On the matcher's calibrated probability that two rows are the same activity.
COVERED_AT_LEAST, PARTIAL_AT_LEAST, MISSING_BELOW = 0.5, 0.25, 0.1
_TITLE = 140
_N_ROWS = 3


def mandates_from_roadmap(roadmap: Roadmap, strength: Literal["ACT", "RP"] = "RP") -> tuple[Mandate, ...]:
    """Return each measure of another plan as a mandate; its id is the measure's.

    Args:
        roadmap: a regional plan, or last year's.
        strength: «ACT» only where that plan is the parent act of the plan judged; then the wording is «обязательно».
    """
    return tuple(
        Mandate(
            id=measure.id,
            title=quoted(measure.text, _TITLE)[1:-1],
            covers=measure.text,
            category=measure.category.primary,
            strength=(strength,),
            phrases=MandatePhrases(covers=(measure.text,)),
        )
        for measure in roadmap.measures
    )


def coverage_by_match(
    roadmap: Roadmap, mandates: Sequence[Mandate], same: Floats, related: Floats | None = None
) -> tuple[Coverage, ...]:
    """Say of every measure of the other plan how this plan covers it.

    Args:
        roadmap: the plan judged, n measures.
        mandates: m mandates of `mandates_from_roadmap`.
        same: the matcher's probability that a row and a mandate are the same activity, shape (n, m).
        related: the probability that they are at least related, shape (n, m); without it `same` alone decides.

    Raises:
        ValueError: the shapes do not fit.
    """
    shape = (len(roadmap.measures), len(mandates))
    touching = same if related is None else np.maximum(same, related)
    if same.shape != shape or touching.shape != shape:
        raise ValueError(f"probabilities {same.shape} do not fit {shape[0]} rows and {shape[1]} mandates")
    return tuple(_coverage(roadmap, m, same[:, j], touching[:, j]) for j, m in enumerate(mandates))


def _coverage(roadmap: Roadmap, mandate: Mandate, same: Floats, touching: Floats) -> Coverage:
    order = [int(i) for i in np.lexsort((-touching, -same))[:_N_ROWS]]
    best, touched = float(same.max(initial=0.0)), float(touching.max(initial=0.0))
    status = _status(best, touched)
    measures = roadmap.measures
    near = [wording.Found(measures[i], measures[i].text) for i in order]
    if status == "covered":
        reason = wording.covered_by_rows(mandate, near[:1], measures)
    elif status == "partial":
        reason = wording.partly(mandate, near[0], measures)
    elif status == "missing":
        reason = wording.missing(mandate, near[0] if near else None, measures)
    else:
        reason = wording.undecided(mandate, near[0], measures)
    chances = {"covered": best, "partial": max(touched - best, best), "missing": 1.0 - best, "undecided": 1.0 - best}
    return Coverage(
        mandate=mandate.id,
        title=mandate.title,
        status=status,
        probability=round(min(max(chances[status], 0.0), 1.0), 4),
        evidence=tuple(
            CoverageEvidence(measure=measures[i].id, source="row", probability=round(min(float(same[i]), 1.0), 4))
            for i in order
        ),
        reason=reason,
    )


def _status(best: float, touched: float) -> CoverageStatus:
    if best >= COVERED_AT_LEAST:
        return "covered"
    if best >= PARTIAL_AT_LEAST or touched >= COVERED_AT_LEAST:
        return "partial"
    return "missing" if best < MISSING_BELOW else "undecided"
