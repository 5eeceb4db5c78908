"""Coverage found against coverage judged by people: the figures of the codebook's section 6."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.domain import Coverage, CoverageStatus

N_EVIDENCE = 3


class Judged(NamedTuple):
    """What a person says of one mandate in one plan; `evidence` are the measures' ids, one of which must be found."""

    status: CoverageStatus
    evidence: tuple[str, ...] = ()
    sure: bool = True


class GapFigures(NamedTuple):
    """Shares between 0 and 1; `status` of what was decided, the costliest errors as counts."""

    n: int
    status: float
    undecided: float
    missing_precision: float
    missing_recall: float
    evidence_at_3: float
    n_false_missing: int
    n_false_covered: int


def gap_figures(plans: Iterable[tuple[Sequence[Coverage], dict[str, Judged]]]) -> GapFigures:
    """Judge the coverage of plans; mandates that nobody judged, or not surely, do not count.

    Args:
        plans: for each plan what was found and what a person says, by mandate.
    """
    cells = [(c, g[c.mandate]) for found, g in plans for c in found if c.mandate in g and g[c.mandate].sure]
    decided = [(c, g) for c, g in cells if c.status != "undecided"]
    said_missing = [(c, g) for c, g in cells if c.status == "missing"]
    are_missing = [(c, g) for c, g in cells if g.status == "missing"]
    shown = [(c, g) for c, g in cells if g.status == "covered" and g.evidence]
    right = sum(c.status == g.status for c, g in said_missing)
    return GapFigures(
        n=len(cells),
        status=_share(sum(c.status == g.status for c, g in decided), len(decided)),
        undecided=_share(len(cells) - len(decided), len(cells)),
        missing_precision=_share(right, len(said_missing)),
        missing_recall=_share(right, len(are_missing)),
        evidence_at_3=_share(sum(_shows(c, g) for c, g in shown), len(shown)),
        n_false_missing=len(said_missing) - right,
        n_false_covered=sum(c.status == "covered" != g.status for c, g in cells),
    )


def _shows(found: Coverage, judged: Judged) -> bool:
    return any(e.measure in judged.evidence for e in found.evidence[:N_EVIDENCE])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
