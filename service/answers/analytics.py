"""What many plans show together: near-copies, and groups of measures that no typical activity describes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nlp.copies import copies
from nlp.domain import Copies, Copy, MeasureGroup
from nlp.domain import Measure as MeasureRecord
from nlp.groups import groups
from service.access.visible import plan_heads
from service.answers.shown import plan_brief
from service.schemas.analytics import (
    CopiedRow,
    CopiesShown,
    CopyShown,
    OwnTextShown,
    UnusualGroup,
    UnusualMeasure,
    UnusualShown,
)
from service.state import Service
from service.store.filters import PlanFilter, plan_conditions
from service.store.tables import Measure, Plan, Vector
from service.store.turns import last_turn

# 40,000 rows of 1,000 plans take about 3 s; the answer is kept until a plan changes.
MOST_PLANS = 1_000
# The similarities of all pairs take 64 MB.
MOST_MEASURES = 4_000
_MOST_ROWS = 20
_KEPT = 8
_BATCH = 500


def copied(service: Service, wanted: PlanFilter, least_share: float, limit: int) -> CopiesShown:
    """Say which of the plans that a filter lets through repeat each other; the latest thousand of them.

    Of the versions of one plan the last one is looked at: that it goes on with its own words is no copying.
    """
    with service.store.reading() as session:
        turn, conditions = last_turn(session), plan_conditions(session, wanted)
        ids, n_earlier = _last_versions(session, conditions)
        looked_at = sorted(ids[:MOST_PLANS])
        kept = service.extras.setdefault("copies", {})
        key = (turn, least_share, wanted)
        found: Copies | None = kept.get(key)
        if found is None:
            found = copies(_texts(session, looked_at), least_share)
            while len(kept) >= _KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
        shown = _copies_shown(session, found, (len(looked_at), len(ids)), limit, wanted)
        return shown.model_copy(update={"n_earlier": n_earlier})


def _last_versions(session: Session, conditions: Sequence[ColumnElement[bool]]) -> tuple[list[str], int]:
    """Return the last version of each plan, the latest upload first, and how many earlier versions there are."""
    query = select(Plan.id, Plan.lineage_id, Plan.created_at).where(*conditions)
    rows = session.execute(
        query.order_by(Plan.period_start, Plan.period_end, Plan.version, Plan.created_at, Plan.id)
    ).all()
    last = {row.lineage_id: row for row in rows}
    ids = [row.id for row in sorted(last.values(), key=lambda row: (row.created_at, row.id), reverse=True)]
    return ids, len(rows) - len(ids)


def _texts(session: Session, plan_ids: Sequence[str]) -> dict[str, list[MeasureRecord]]:
    """Return the measures of plans with their texts alone."""
    found: dict[str, list[MeasureRecord]] = {id_: [] for id_ in plan_ids}
    for start in range(0, len(plan_ids), _BATCH):
        query = select(Measure.plan_id, Measure.id, Measure.position, Measure.text)
        query = query.where(Measure.plan_id.in_(plan_ids[start : start + _BATCH]))
        for plan_id, id_, position, text in session.execute(query.order_by(Measure.plan_id, Measure.position)):
            found[plan_id].append(MeasureRecord.model_construct(id=id_, index=position, text=text))
    return found


def _copies_shown(
    session: Session, found: Copies, sizes: tuple[int, int], limit: int, wanted: PlanFilter
) -> CopiesShown:
    told = found.pairs[:limit]
    texts = _texts_of(session, [id_ for copy in told for two in copy.pairs[:_MOST_ROWS] for id_ in two])
    named = {plan for copy in told for plan in (copy.left, copy.right)}
    heads = plan_heads(session, sorted(named), wanted.bound)
    return CopiesShown(
        n_plans=sizes[0],
        n_left_out=sizes[1] - sizes[0],
        n_pairs=len(found.pairs),
        pairs=[_copy_shown(copy, texts) for copy in told if copy.left in heads and copy.right in heads],
        plans=[
            OwnTextShown(plan=plan_brief(heads[own.plan]), own_share=own.own_share, template_share=own.template_share)
            for own in found.plans
            if own.plan in heads
        ],
    )


def _copy_shown(copy: Copy, texts: dict[str, str]) -> CopyShown:
    rows = [
        CopiedRow(left=left, right=right, left_text=texts[left], right_text=texts[right])
        for left, right in copy.pairs[:_MOST_ROWS]
        if left in texts and right in texts
    ]
    shares = {"left_share": copy.left_share, "right_share": copy.right_share}
    return CopyShown(left=copy.left, right=copy.right, n_rows=len(copy.pairs), rows=rows, **shares)


def _texts_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(ids), _BATCH):
        query = select(Measure.id, Measure.text).where(Measure.id.in_(ids[start : start + _BATCH]))
        found |= {row.id: row.text for row in session.execute(query)}
    return found


def unusual(session: Session, encoder: str, wanted: PlanFilter, limit: int) -> UnusualShown:
    """Group the measures without a typical activity, of the plans that a filter lets through; the latest thousands.

    Args:
        session: to read with.
        encoder: the name of the one whose vectors count.
        wanted: which plans.
        limit: how many groups are told.
    """
    columns = (Measure.id, Measure.plan_id, Measure.text, Plan.region_code, Plan.municipality)
    query = select(*columns, Vector.data).join_from(Measure, Plan, Plan.id == Measure.plan_id)
    query = query.join(Vector, (Vector.measure_key == Measure.key) & (Vector.stamp == encoder))
    query = query.where(Measure.activity.is_(None), *plan_conditions(session, wanted))
    n_all = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(Measure.key.desc()).limit(MOST_MEASURES)).all()
    vectors = np.frombuffer(b"".join(row.data for row in rows), "<f4").reshape(len(rows), -1 if rows else 0)
    found = groups([row.id for row in rows], vectors.astype(np.float32))
    known = {row.id: UnusualMeasure(**{k: v for k, v in row._mapping.items() if k in _SHOWN}) for row in rows}
    return UnusualShown(
        n_measures=len(rows),
        n_left_out=n_all - len(rows),
        n_alone=len(rows) - sum(len(group.measures) for group in found),
        groups=[_group(group, known) for group in found[:limit]],
    )


_SHOWN = frozenset(UnusualMeasure.model_fields)


def _group(group: MeasureGroup, known: dict[str, UnusualMeasure]) -> UnusualGroup:
    return UnusualGroup(
        n_measures=len(group.measures),
        n_plans=len({known[id_].plan_id for id_ in group.measures}),
        cohesion=group.cohesion,
        measures=[known[id_] for id_ in group.measures[:_MOST_ROWS]],
    )
