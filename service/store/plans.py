"""Plans: what the machine said of them, what they are with all corrections, and how they follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from nlp.domain import Coverage, Roadmap
from nlp.errors import InputError
from service.store import lineage
from service.store.columns import now
from service.store.coverage import write_coverage
from service.store.measures import Vectors, kept_vectors, measure_rows, vectors_of, write_measures
from service.store.plan_rows import columns_of, next_revision, to_json
from service.store.tables import Correction, Document, Plan
from service.store.tables_access import Fact
from service.store.turns import take_turn

if TYPE_CHECKING:
    from service.analysis import Analysed, AnalysedFile

_MODELS = "models"
_WHOLE = ("ok", "partial")
Rows = Sequence[Mapping[str, Any]]


def save_analysis(session: Session, document_id: str, file: AnalysedFile) -> tuple[str, ...]:
    """Keep what was read in a document and answered for its plans, in the place of an earlier analysis.

    Corrections are replayed over the new answers. A plan that is no longer found in the file goes, unless an expert
    has corrected it.

    Returns:
        The ids of the plans, in the order of the file; none where the document was deleted meanwhile.
    """
    rows = {plan.roadmap.id: measure_rows(plan.roadmap) for plan in file.plans}  # words first, the lock after them
    turn = take_turn(session)
    document = session.get(Document, document_id)
    if document is None:
        return ()
    reading = file.reading
    document.state, document.message = reading.state, reading.message
    if reading.document or reading.state in _WHOLE:
        document.media_type, document.n_pages, document.packed = reading.media_type, reading.n_pages, reading.document
    session.flush()
    if reading.state in _WHOLE:  # a reading that was cut short says nothing of what it did not reach
        _drop_absent(session, document_id, rows.keys())
    for analysed in file.plans:
        _save_machine(session, document, analysed, rows[analysed.roadmap.id], turn)
    return tuple(rows)


def save_answers(
    session: Session, plan_id: str, analysed: Analysed, machine: Roadmap | None = None, revision: int | None = None
) -> bool:
    """Keep answers computed for a plan's `body` (`analysed.roadmap`), new categories included.

    Args:
        session: a writing session.
        plan_id: the plan.
        analysed: the answers, for the plan as it is with all corrections.
        machine: the machine's roadmap with its new categories; without it the kept one stays.
        revision: of the plan that was computed on; where an expert has been faster, nothing is kept.

    Returns:
        Whether the answers were kept.
    """
    rows = measure_rows(analysed.roadmap)
    turn = take_turn(session)
    known = session.scalar(select(Plan.revision).where(Plan.id == plan_id))
    if known is None or revision not in (None, known):
        return False
    columns = columns_of(analysed.roadmap, _file_name(session, plan_id))
    new: dict[str, Any] = {"stamp": analysed.stamp} | columns | next_revision(turn)
    if machine is not None:
        new["machine"] = to_json(machine)
    session.execute(update(Plan).where(Plan.id == plan_id).values(new))
    vectors = vectors_of(analysed.roadmap, analysed.vectors, analysed.encoder)
    complete = write_measures(session, plan_id, rows, vectors)
    write_coverage(session, plan_id, analysed.coverage, analysed.stamp)
    _set_stale(session, plan_id, complete)
    return True


def save_coverage(
    session: Session, plan_id: str, found: Mapping[str, Sequence[Coverage]], stamp: str, revision: int | None = None
) -> bool:
    """Keep how a plan covers further catalogues; what is known of the others stays.

    Args:
        session: a writing session.
        plan_id: the plan.
        found: coverage by the catalogue's id; catalogues that are gone are left out.
        stamp: of the models.
        revision: of the plan that was computed on; where an expert has been faster, nothing is kept.

    Returns:
        Whether the coverage was kept.
    """
    turn = take_turn(session)
    known = session.scalar(select(Plan.revision).where(Plan.id == plan_id))
    if known is None or revision not in (None, known):
        return False
    write_coverage(session, plan_id, found, stamp)
    session.execute(update(Plan).where(Plan.id == plan_id).values(change=turn, updated_at=now()))
    return True


def save_body(session: Session, plan_id: str, body: Roadmap) -> int:
    """Keep a plan as an expert corrected it; versions are linked anew, answers are stale where rows changed.

    Returns:
        The plan's new revision.

    Raises:
        InputError: there is no such plan.
    """
    rows = measure_rows(body)
    turn = take_turn(session)
    old = session.execute(select(Plan.place, Plan.body).where(Plan.id == plan_id)).one_or_none()
    if old is None:
        raise _unknown()
    vectors = kept_vectors(session, plan_id, body)
    before = Roadmap.model_validate_json(old.body)
    session.execute(
        update(Plan)
        .where(Plan.id == plan_id)
        .values(columns_of(body, _file_name(session, plan_id)) | next_revision(turn))
    )
    complete = write_measures(session, plan_id, rows, vectors)
    _link(session, plan_id, old.place, lineage.place_of(body))
    _set_stale(session, plan_id, complete and _answers_stand(before, body))
    return session.scalars(select(Plan.revision).where(Plan.id == plan_id)).one()


def roadmap_of(session: Session, plan_id: str, machine: bool = False) -> Roadmap:
    """Return a plan with all corrections, or as the machine gave it.

    Raises:
        InputError: there is no such plan.
    """
    body = session.scalar(select(Plan.machine if machine else Plan.body).where(Plan.id == plan_id))
    if body is None:
        raise _unknown()
    return Roadmap.model_validate_json(body)


def mark_stale(session: Session, stamp: str) -> int:
    """Remember which models are in use; plans whose answers others gave become stale.

    Returns:
        The number of plans that became stale.
    """
    take_turn(session)
    fact = session.get(Fact, _MODELS)
    if fact is None:
        session.add(Fact(key=_MODELS, value={"stamp": stamp}))
    elif fact.value.get("stamp") != stamp:
        fact.value = {"stamp": stamp}
    session.flush()
    changed = update(Plan).where(Plan.stamp != stamp, Plan.stale.is_(False)).values(stale=True)
    return len(session.scalars(changed.returning(Plan.id)).all())


def stale_plans(session: Session, limit: int = 100) -> tuple[str, ...]:
    """Return ids of plans whose answers are to be computed anew, those waiting longest first."""
    query = select(Plan.id).where(Plan.stale.is_(True)).order_by(Plan.updated_at, Plan.id).limit(limit)
    return tuple(session.scalars(query))


def models_stamp(session: Session) -> str | None:
    """Return the stamp of the models in use, `None` in a store that has not been told."""
    fact = session.get(Fact, _MODELS)
    return None if fact is None else str(fact.value.get("stamp"))


def _save_machine(session: Session, document: Document, analysed: Analysed, rows: Rows, turn: int) -> None:
    """Keep one plan of an analysis, its corrections replayed."""
    machine, plan_id = analysed.machine, analysed.roadmap.id
    body = _corrected(session, machine)
    new = {
        "document_id": document.id,
        "part": machine.source.part,
        "machine": to_json(machine),
        "stamp": analysed.stamp,
        **columns_of(body, document.name),
    }
    old = session.execute(select(Plan.place).where(Plan.id == plan_id)).one_or_none()
    if old is None:
        free = {"id": plan_id, "lineage_id": lineage.alone(plan_id), "change": turn, "revision": 1}
        session.execute(insert(Plan).values(new | free))
    else:
        session.execute(update(Plan).where(Plan.id == plan_id).values(new | next_revision(turn)))
    vectors = vectors_of(analysed.roadmap, analysed.vectors, analysed.encoder)
    if body is not machine:
        same = {m.id: m.text for m in machine.measures}
        true = {m.id: vectors.by_measure[m.id] for m in body.measures if same.get(m.id) == m.text}
        rows, vectors = measure_rows(body), Vectors(vectors.encoder, true)
    complete = write_measures(session, plan_id, rows, vectors)
    write_coverage(session, plan_id, analysed.coverage, analysed.stamp)
    _link(session, plan_id, old.place if old else None, lineage.place_of(body))
    _set_stale(session, plan_id, complete and _answers_stand(machine, body))


def _corrected(session: Session, machine: Roadmap) -> Roadmap:
    """Return the machine's roadmap with the experts' corrections; rows they rewrote keep their category until answered anew."""
    query = select(Correction).where(Correction.plan_id == machine.id, Correction.undone_at.is_(None))
    corrections = session.scalars(query.order_by(Correction.id)).all()
    if not corrections:
        return machine
    from service.corrections.edits import replayed

    return replayed(machine, corrections, None).roadmap


def _answers_stand(before: Roadmap, after: Roadmap) -> bool:
    """Tell whether answers given for one roadmap are true of another: nothing that they rest on has changed."""
    return before is after or before.model_copy(update={"source": after.source}) == after


def _drop_absent(session: Session, document_id: str, found: Any) -> None:
    corrected = exists().where(Correction.plan_id == Plan.id, Correction.undone_at.is_(None))
    query = select(Plan.id, Plan.place).where(Plan.document_id == document_id, Plan.id.not_in(list(found)), ~corrected)
    gone = session.execute(query).all()
    session.execute(delete(Plan).where(Plan.id.in_([plan.id for plan in gone])))
    for place in {plan.place for plan in gone if plan.place}:
        lineage.relink(session, place)


def _file_name(session: Session, plan_id: str) -> str:
    query = select(Document.name).join(Plan, Plan.document_id == Document.id).where(Plan.id == plan_id)
    return session.scalar(query) or ""


def _link(session: Session, plan_id: str, old: str | None, new: str | None) -> None:
    if new is None:
        lineage.leave(session, plan_id)
    for place in {old, new} - {None}:
        lineage.relink(session, str(place))


def _set_stale(session: Session, plan_id: str, is_answered: bool) -> None:
    """Mark a plan stale where its answers are not those of its rows, or of other models."""
    stamp, wanted = session.scalar(select(Plan.stamp).where(Plan.id == plan_id)), models_stamp(session)
    stale = not is_answered or wanted not in (None, stamp)
    session.execute(update(Plan).where(Plan.id == plan_id).values(stale=stale))


def _unknown() -> InputError:
    return InputError("План не найден", "его нет или он удалён", "Обновите список планов.")
