"""Rows for a comparison of several plans: what is the same stands side by side, what is related is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from nlp.domain import Match, Roadmap

Kind = Literal["same", "related", "only"]
Key = tuple[int, str]
Apart = Collection[tuple[str, str]]
_ORDER: dict[Kind, int] = {"same": 0, "related": 1, "only": 2}


class AlignedRow(NamedTuple):
    """One row of a comparison.

    `own` has for each plan its measure in this row or None, `related` for each plan those only related to one of them,
    and `probability` is the least of the matches that hold the row together, None where there is none.
    """

    kind: Kind
    own: tuple[str | None, ...]
    related: tuple[tuple[str, ...], ...]
    probability: float | None


def aligned(roadmaps: Sequence[Roadmap], matches: Sequence[Match], apart: Apart = ()) -> tuple[AlignedRow, ...]:
    """Return every measure of every plan in exactly one row: shared rows first, each kind in the plans' order.

    A row never holds two measures of one plan: the surer match wins, the other stays a relation. Matches that name no
    measure of these plans are left out. Measures that a person keeps `apart` share no row, not even through a third plan.
    """
    places = {m.id: (i, m.index) for i, plan in enumerate(roadmaps) for m in plan.measures}
    known = [m for m in matches if m.left in places and m.right in places and places[m.left][0] != places[m.right][0]]
    groups, strength, loose = _grouped(places, known, {frozenset(pair) for pair in apart})
    related = _relations(groups, loose)
    rows = []
    for leader in dict.fromkeys(groups[measure] for measure in places):
        members = [measure for measure in places if groups[measure] == leader] if leader in strength else [leader]
        rows.append(_row(members, related, places, (len(roadmaps), strength.get(leader))))
    return tuple(sorted(rows, key=lambda row: (_ORDER[row.kind], _first(row, places))))


def _grouped(
    places: dict[str, tuple[int, int]], matches: Sequence[Match], apart: Collection[frozenset[str]]
) -> tuple[dict[str, str], dict[str, float], list[Match]]:
    """Join measures that are the same, surest first; return each one's group, the groups' least probability, and the rest."""
    group = {measure: measure for measure in places}
    members: dict[str, list[str]] = {measure: [measure] for measure in places}
    strength: dict[str, float] = {}
    loose = [m for m in matches if m.relation == "related"]
    same = [m for m in matches if m.relation == "same"]
    for match in sorted(same, key=lambda m: (-m.probability, places[m.left], places[m.right])):
        left, right = group[match.left], group[match.right]
        if left == right:
            strength[left] = min(strength[left], match.probability)
            continue
        share_plan = {places[m][0] for m in members[left]} & {places[m][0] for m in members[right]}
        if share_plan or any(frozenset((a, b)) in apart for a in members[left] for b in members[right] if apart):
            loose.append(match)
            continue
        strength[left] = min(strength.get(left, 1.0), strength.pop(right, 1.0), match.probability)
        for measure in members[right]:
            group[measure] = left
        members[left] += members.pop(right)
    return group, strength, loose


def _relations(groups: dict[str, str], loose: Sequence[Match]) -> dict[str, dict[str, float]]:
    """Return for each measure those of other groups that are related to it, with the probability."""
    related: dict[str, dict[str, float]] = {}
    for match in loose:
        if groups[match.left] != groups[match.right]:
            related.setdefault(match.left, {})[match.right] = match.probability
            related.setdefault(match.right, {})[match.left] = match.probability
    return related


def _row(
    members: Sequence[str],
    related: dict[str, dict[str, float]],
    places: dict[str, tuple[int, int]],
    size: tuple[int, float | None],
) -> AlignedRow:
    n_plans, strength = size
    own: list[str | None] = [None] * n_plans
    for measure in members:
        own[places[measure][0]] = measure
    near: list[list[str]] = [[] for _ in range(n_plans)]
    found = {other: p for measure in members for other, p in related.get(measure, {}).items()}
    for other in sorted(found, key=places.__getitem__):
        near[places[other][0]].append(other)
    kind: Kind = "same" if len(members) > 1 else "related" if found else "only"
    probability = strength if kind == "same" else max(found.values(), default=None)
    return AlignedRow(kind, tuple(own), tuple(tuple(n) for n in near), probability)


def _first(row: AlignedRow, places: dict[str, tuple[int, int]]) -> Key:
    plan, index = min(places[measure] for measure in row.own if measure is not None)
    return plan, f"{index:09d}"
