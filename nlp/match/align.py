"""Two plans → their alignment, one row to one row, or every pair."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Match, Measure
from nlp.match.model import RELATED_AT_LEAST, Matcher, Probabilities, evidence, pair_probabilities, relation
from nlp.match.side import Floats, Row, Senses, Side, prepare
from nlp.text import fold

# Rows that say the same are told apart by their other cells; far below any difference that matters.
_TIE = 1e-4
Pairs = Sequence[tuple[int, int]]
Apart = Collection[tuple[str, str]]
Key = tuple[str, ...]


def match(
    matcher: Matcher, senses: Senses, left: Sequence[Measure], right: Sequence[Measure], apart: Apart = ()
) -> tuple[Match, ...]:
    """Align two plans one to one, best first; only pairs that are at least related.

    The sum of the expected grades is the greatest possible. Neither the order of the plans nor that of their rows
    changes which rows meet; a plan meets itself row by row. Pairs of ids (left, right) that are to stay `apart`,
    because a person says so, are not aligned.
    """
    return _compare(matcher, (ready(matcher, senses, left), ready(matcher, senses, right)), apart, every=False)


def every_pair(
    matcher: Matcher, senses: Senses, left: Sequence[Measure], right: Sequence[Measure]
) -> tuple[Match, ...]:
    """Return all pairs of rows of two plans, best first, with evidence for those that are at least related."""
    return _compare(matcher, (ready(matcher, senses, left), ready(matcher, senses, right)), every=True)


class Ready(NamedTuple):
    """A plan made ready for comparisons: its rows in the order of their `keys`, which is the same for all callers."""

    rows: tuple[Measure, ...]
    side: Side
    keys: tuple[Key, ...]


def ready(matcher: Matcher, senses: Senses, plan: Sequence[Measure]) -> Ready:
    """Make a plan ready; whoever compares it with many others does so once."""
    keys, rows = zip(*sorted(((_key(m), m) for m in plan), key=itemgetter(0)), strict=True) if plan else ((), ())
    return Ready(rows, prepare([Row(m.text, m.outcome.text) for m in rows], senses, matcher.rarity), keys)


def matched(matcher: Matcher, left: Ready, right: Ready, apart: Apart = ()) -> tuple[Match, ...]:
    """Align two plans as `match` does, without the evidence, which takes as long as the rest."""
    return _compare(matcher, (left, right), apart, every=False, explained=False)


def _compare(
    matcher: Matcher, plans: tuple[Ready, Ready], apart: Apart = (), *, every: bool, explained: bool = True
) -> tuple[Match, ...]:
    # One order of plans and rows for all callers: sums of floats depend on the order of what is added.
    swapped = plans[1].keys < plans[0].keys
    (left, one, cells), (right, other, other_cells) = plans[::-1] if swapped else plans
    found = pair_probabilities(matcher, one, other)
    if every:
        pairs: Pairs = [(i, j) for i in range(len(left)) for j in range(len(right))]
    else:
        allowed = _without(found, (left, right), {(b, a) for a, b in apart} if swapped else apart)
        pairs = assignment(allowed, _agreement(cells, other_cells, one.outcomes @ other.outcomes.T))
    worth = [p for p in pairs if explained and (not every or found.related[p] >= RELATED_AT_LEAST)]
    said = evidence(matcher, one, other, worth) if worth else {}
    matches = []
    for i, j in pairs:
        ids = (right[j].id, left[i].id) if swapped else (left[i].id, right[j].id)
        same, related = float(found.same[i, j]), float(found.related[i, j])
        matches.append(
            Match.model_construct(
                left=ids[0],
                right=ids[1],
                probability=round(same, 6),
                relation=relation(same, related),
                evidence=said.get((i, j), ()),
            )
        )
    return tuple(sorted(matches, key=lambda m: (-m.probability, m.left, m.right)))


def _without(found: Probabilities, plans: tuple[Sequence[Measure], Sequence[Measure]], apart: Apart) -> Probabilities:
    """Return the probabilities with 0 for pairs that are to stay apart."""
    if not apart:
        return found
    left, right = plans
    cells = [[(m.id, other.id) not in apart for other in right] for m in left]
    may_meet = np.array(cells, np.float32).reshape(found.same.shape)
    return Probabilities(found.same * may_meet, found.related * may_meet)


def _key(measure: Measure) -> Key:
    """Return the words of a row without regard to how they are written, its other cells, its id."""
    section, number = " / ".join(measure.section), measure.number or ""
    cells = (measure.outcome.text, measure.deadline.text, measure.executors.text, section, number)
    return (fold(measure.text), *cells, measure.id)


def _agreement(left: Sequence[Key], right: Sequence[Key], outcomes: Floats) -> Floats:
    """Return how much the other cells of two rows agree, (n_left, n_right), about 0…7."""
    agreement = outcomes.astype(np.float32)
    for field in range(1, len(left[0]) if left and right else 0):
        codes = {value: i for i, value in enumerate(sorted({row[field] for row in (*left, *right)}))}
        a, b = (np.array([codes[row[field]] for row in plan], np.intp) for plan in (left, right))
        agreement = agreement + (a[:, None] == b[None, :])
    return agreement.astype(np.float32)


def assignment(found: Probabilities, agreement: Floats) -> Pairs:
    """Return the pairs (i, j), at most one for each row and column, whose expected grades add up to the most.

    Pairs that are less than related are left out; `agreement` breaks ties.
    """
    from scipy.optimize import linear_sum_assignment

    related = found.related.astype(np.float64)
    grades: NDArray[np.float64] = np.round(related + found.same, 6)
    gain = np.where(related >= RELATED_AT_LEAST, grades + _TIE * agreement, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
