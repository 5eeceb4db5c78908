"""Plans: what is kept of each must be one thing told in several ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp.domain import Roadmap
from service.jobs import queue, tasks
from service.sanity.ground import Finding, Ground, found
from service.store import lineage
from service.store.measures import kept_vectors, measure_rows, write_measures
from service.store.plans import roadmap_of
from service.store.tables import Document, Measure, Plan, Vector
from service.store.turns import take_turn

_AT_ONCE = 50


def bodies(ground: Ground) -> Iterable[Finding]:
    """Each plan must be a valid roadmap under its own id, and its rows those of the roadmap."""
    columns = (Plan.id, Plan.document_id, Plan.body, Plan.machine, Plan.n_measures, Plan.n_notices)
    broken: dict[str, str] = {}
    differing: list[str] = []
    for row in ground.session.execute(select(*columns).order_by(Plan.id).execution_options(yield_per=_AT_ONCE)):
        body, machine = _roadmap(row.body, row.id), _roadmap(row.machine, row.id)
        if body is None or machine is None:
            broken[row.id] = row.document_id
        elif not _agree(ground.session, row, body):
            differing.append(row.id)
    again = "Разберёт исходный файл заново sverka check --repair; правки экспертов останутся."
    return [
        *found("plans-broken", ("Планы не читаются", again), broken, lambda g: read_again(g, set(broken.values()))),
        *found(
            "measures-differ",
            ("Строки мероприятий не сходятся с планом", "Запишет заново sverka check --repair."),
            differing,
            lambda g: _rewrite(g, differing),
        ),
    ]


def _roadmap(body: bytes, plan_id: str) -> Roadmap | None:
    try:
        roadmap = Roadmap.model_validate_json(body)
    except ValidationError:
        return None
    return roadmap if roadmap.id == plan_id else None


def _agree(session: Session, row: Any, body: Roadmap) -> bool:
    if (row.n_measures, row.n_notices) != (len(body.measures), len(body.notices)):
        return False
    return _rows(session, row.id) == [_row(i, m) for i, m in enumerate(body.measures, 1)]


def _rows(session: Session, plan_id: str) -> list[tuple[Any, ...]]:
    columns = (Measure.id, Measure.position, Measure.text, Measure.category, Measure.activity)
    query = select(*columns).where(Measure.plan_id == plan_id).order_by(Measure.position)
    return [tuple(row) for row in session.execute(query)]


def _row(position: int, measure: Any) -> tuple[Any, ...]:
    activity = measure.activity.id if measure.activity else None
    return measure.id, position, measure.text, measure.category.primary, activity


def _rewrite(ground: Ground, plan_ids: Sequence[str]) -> None:
    for plan_id in plan_ids:
        with ground.store.reading() as session:
            body = roadmap_of(session, plan_id)
        rows = measure_rows(body)
        with ground.store.writing() as session:
            turn = take_turn(session)
            vectors = kept_vectors(session, plan_id, body)
            complete = write_measures(session, plan_id, rows, vectors)
            new = {"n_measures": len(body.measures), "n_notices": len(body.notices), "change": turn}
            session.execute(update(Plan).where(Plan.id == plan_id).values(new))
            if not complete:
                _refresh(session, [plan_id])


def read_again(ground: Ground, document_ids: Iterable[str]) -> None:
    """Enqueue the reading of documents."""
    with ground.store.writing() as session:
        for document_id in sorted(document_ids):
            document = session.get(Document, document_id)
            if document is None or queue.pending(session, "document.read", document_id):
                continue
            payload = {"document_id": document.id, "sha256": document.sha256}
            queue.enqueue(session, "document.read", payload, priority=queue.SOON, subject_id=document.id)


def vectors(ground: Ground) -> Iterable[Finding]:
    """Every measure of a plan whose answers stand has a vector, all of one length."""
    query = select(Measure.plan_id).join(Plan, Plan.id == Measure.plan_id)
    query = query.outerjoin(Vector, Vector.measure_key == Measure.key)
    lacking = query.where(Plan.stale.is_(False), Vector.measure_key.is_(None)).distinct().order_by(Measure.plan_id)
    plan_ids = list(ground.session.scalars(lacking))
    words = ("У мероприятий нет векторов: поиск по смыслу их не видит", "Посчитает sverka check --repair.")
    return found("vectors-missing", words, plan_ids, lambda g: refresh_plans(g, plan_ids))


def refresh_plans(ground: Ground, plan_ids: Sequence[str]) -> None:
    """Mark plans stale and enqueue their answers."""
    with ground.store.writing() as session:
        take_turn(session)
        _refresh(session, plan_ids)


def _refresh(session: Session, plan_ids: Sequence[str]) -> None:
    session.execute(update(Plan).where(Plan.id.in_(plan_ids)).values(stale=True))
    tasks.refresh(session, tuple(plan_ids))


def lineages(ground: Ground) -> Iterable[Finding]:
    """Versions stand in the order of their years, each following the one before; others stand alone."""
    columns = (Plan.id, Plan.place, Plan.lineage_id, Plan.version, Plan.previous_id, Plan.year_from, Plan.year_to)
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in ground.session.execute(select(*columns)):
        groups[row.lineage_id].append(row)
    wrong = sorted(row.id for group in groups.values() if not _is_chain(group) for row in group)
    places = {row.place for group in groups.values() for row in group if row.id in wrong}
    alone = [row.id for group in groups.values() for row in group if row.id in wrong and row.place is None]
    words = ("Версии планов связаны неверно", "Свяжет заново sverka check --repair.")
    return found("lineage-wrong", words, wrong, lambda g: _relink(g, places, alone))


def _is_chain(group: Sequence[Any]) -> bool:
    first = group[0]
    if first.place is None:
        return len(group) == 1 and (first.lineage_id, first.version, first.previous_id) == (
            lineage.alone(first.id),
            1,
            None,
        )
    ordered = sorted(group, key=lambda row: (row.year_from or 0, row.year_to or 0, row.version))
    version: dict[tuple[int, int], int] = defaultdict(int)
    before = None
    for row in ordered:
        years = (row.year_from or 0, row.year_to or 0)
        version[years] += 1
        if (row.place, row.version, row.previous_id) != (first.place, version[years], before):
            return False
        before = row.id
    return True


def _relink(ground: Ground, places: Iterable[str | None], alone: Iterable[str]) -> None:
    with ground.store.writing() as session:
        take_turn(session)
        for plan_id in alone:
            lineage.leave(session, plan_id)
        for place in sorted(place for place in places if place):
            lineage.relink(session, place)
