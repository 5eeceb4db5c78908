"""Comparison of two to twenty plans, changes between two versions, and the evidence for one pair of measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nlp import match
from nlp.changes import changes
from nlp.domain import Evidence, Measure, Relation, Roadmap
from nlp.errors import InputError
from nlp.pipeline import Models
from service.access.visible import PlanHead, plan_head, plan_heads
from service.analysis import stamp
from service.answers.matching import Alignment, Version, align, versions_of
from service.answers.shown import measure_brief, plan_brief
from service.answers.words import Pair, ordered
from service.problems import ProblemError
from service.reports.alignment import AlignedRow, aligned
from service.schemas.answer import ChangeShown, ChangesShown, ComparedRow, ComparisonShown, MeasureBrief
from service.state import Service
from service.store.sight import Bound


def read_plans(service: Service, plan_ids: Sequence[str], bound: Bound) -> tuple[list[PlanHead], dict[str, Version]]:
    """Return some plans in the order asked for, each once.

    Raises:
        ProblemError: not-found, where one of them is not there or not to be seen.
        InputError: fewer than two different plans.
    """
    wanted = list(dict.fromkeys(plan_ids))
    if len(wanted) < 2:
        raise InputError("Планы не сравнены", "назван только один план", "Назовите от двух до двадцати разных планов.")
    with service.store.reading() as session:
        heads = plan_heads(session, wanted, bound)
        plans = versions_of(session, list(heads))
    if set(plans) != set(wanted):
        raise ProblemError("not-found")
    return list(heads.values()), {id_: plans[id_] for id_ in wanted}


def comparison(service: Service, plan_ids: Sequence[str], bound: Bound) -> ComparisonShown:
    """Lay plans side by side; what an expert accepted stands together, what one rejected never does.

    Raises:
        ProblemError: not-found, where one of the plans is not there or not to be seen.
        InputError: fewer than two different plans.
        ModelError: a model is absent, damaged or foreign.
    """
    heads, plans = read_plans(service, plan_ids, bound)
    rows = aligned_rows(plans, align(service, plans))
    n_rows = Counter(row.kind for row, _ in rows)
    shown = {m.id: measure_brief(m) for plan in plans.values() for m in plan.roadmap.measures}
    only = [sum(row.kind == "only" and row.own[i] is not None for row, _ in rows) for i in range(len(plans))]
    return ComparisonShown.model_construct(
        plans=[plan_brief(head) for head in heads],
        rows=[_compared(row, is_told, shown) for row, is_told in rows],
        n_rows=dict(n_rows),
        n_only=only,
        stamp=stamp(),
    )


def aligned_rows(plans: Mapping[str, Version], alignments: Mapping[Pair, Alignment]) -> list[tuple[AlignedRow, bool]]:
    """Return the rows of a comparison, and of each whether an expert's word holds it together."""
    matches = [m for alignment in alignments.values() for m in alignment.matches]
    apart = [pair for alignment in alignments.values() for pair in alignment.apart]
    told = {(w.left, w.right) for a in alignments.values() for w in a.words if w.relation == "same"}
    rows = aligned([plan.roadmap for plan in plans.values()], matches, apart)
    return [(row, _holds(row, told)) for row in rows]


def _holds(row: AlignedRow, told: set[Pair]) -> bool:
    own = {measure for measure in row.own if measure}
    return len(own) > 1 and any(left in own and right in own for left, right in told)


def _compared(row: AlignedRow, is_told: bool, shown: Mapping[str, MeasureBrief]) -> ComparedRow:
    return ComparedRow.model_construct(
        kind=row.kind,
        measures=[shown[measure] if measure else None for measure in row.own],
        related=list(row.related),
        probability=row.probability,
        by_expert=is_told,
    )


def changes_since(service: Service, plan_id: str, since: str | None, bound: Bound) -> ChangesShown:
    """Say what became of each measure since another version, by default the one before.

    Raises:
        ProblemError: not-found.
        ModelError: a model is absent, damaged or foreign.
    """
    with service.store.reading() as session:
        head = plan_head(session, plan_id, bound)
        if since is not None:
            plan_head(session, since, bound)
        before = plan_heads(session, [since or head.previous_id or ""], bound)
    if not before:
        return ChangesShown(plan=plan_brief(head), since=None, counts={}, changes=[])
    (earlier,) = before.values()
    _, plans = read_plans(service, (earlier.id, plan_id), bound)
    old, new = plans[earlier.id].roadmap, plans[plan_id].roadmap
    pair = ordered(earlier.id, plan_id)
    found = align(service, plans)[pair]
    told = changes(old, new, found.matches if pair[0] == earlier.id else found.flipped())
    shown = {m.id: measure_brief(m) for plan in (old, new) for m in plan.measures}
    listed = [
        ChangeShown.model_construct(
            kind=change.kind,
            earlier=shown.get(change.earlier or ""),
            later=shown.get(change.later or ""),
            related=shown.get(change.related or ""),
            probability=change.probability,
            shifts=change.shifts,
        )
        for change in told
    ]
    counts = dict(Counter(change.kind for change in told))
    return ChangesShown.model_construct(plan=plan_brief(head), since=plan_brief(earlier), counts=counts, changes=listed)


def evidence_of(models: Models, left: Measure, right: Measure) -> tuple[float, Relation, tuple[Evidence, ...]]:
    """Return of two measures P(same), the relation, and what each feature adds; near or far alike."""
    one, other = (
        match.prepare([match.Row(m.text, m.outcome.text)], models.match_senses, models.matcher.rarity)
        for m in (left, right)
    )
    found = match.pair_probabilities(models.matcher, one, other)
    same, related = float(found.same[0, 0]), float(found.related[0, 0])
    evidence = match.evidence(models.matcher, one, other, [(0, 0)])[0, 0]
    return round(same, 6), match.relation(same, related), evidence


def measure_in(roadmap: Roadmap, measure_id: str) -> Measure:
    """Return a measure of a plan.

    Raises:
        ProblemError: not-found.
    """
    for measure in roadmap.measures:
        if measure.id == measure_id:
            return measure
    raise ProblemError("not-found")
