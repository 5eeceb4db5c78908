"""Keep corrections: drafted while reading, kept in one short write, undone without being forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp.classify import Classifier
from nlp.domain import Edit, Roadmap
from nlp.errors import InputError
from service.corrections.edits import ANSWER_KINDS, anchored, machine_answer, replayed, with_own_ids
from service.store.audit import note
from service.store.columns import now
from service.store.plans import roadmap_of, save_body
from service.store.tables import AuditEntry, Correction, Plan
from service.store.turns import take_turn

_CORRECTED, _UNDONE = "plan.correct", "plan.undo"
_LOOKED_BACK = 500  # entries of the audit log: more than one request can leave


class StaleRevisionError(InputError):
    """Somebody has changed the plan since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Правка не сохранена", "план за это время изменил кто-то другой", "Обновите страницу и повторите правку."
        )


@dataclass(frozen=True)
class Draft:
    """Corrections worked out for a plan at a revision: what it will be with them, and without those undone."""

    plan_id: str
    revision: int
    body: Roadmap
    new: tuple[Correction, ...] = ()
    undone: tuple[int, ...] = ()


@dataclass(frozen=True)
class Author:
    """Who corrects, and why."""

    user_id: str | None
    comment: str = ""


def draft(session: Session, plan_id: str, edits: Sequence[Edit], classifier: Classifier | None = None) -> Draft:
    """Work out what a plan becomes with further edits; nothing is kept yet.

    Without a classifier rows whose words change keep their category until the plan is answered for anew.

    Raises:
        InputError: there is no such plan, or no such row in it.
    """
    revision = _revision(session, plan_id)
    machine, kept = roadmap_of(session, plan_id, machine=True), in_force(session, plan_id)
    now_is = roadmap_of(session, plan_id)
    new: list[Correction] = []
    for edit in with_own_ids(edits):
        placed = anchored(edit, now_is)
        new.append(_row(plan_id, placed, machine_answer(placed, now_is)))
        now_is = replayed(now_is, new[-1:], None).roadmap
    found = replayed(machine, [*kept, *new], classifier)
    n_before = sum(c.kind not in ANSWER_KINDS for c in kept)
    if any(place >= n_before for place in found.unplaced):
        raise InputError("Правка не принята", "строка для неё не нашлась", "Обновите страницу и повторите правку.")
    return Draft(plan_id, revision, found.roadmap, tuple(new))


def draft_undo(session: Session, correction_id: int, classifier: Classifier | None = None) -> Draft:
    """Work out what a plan becomes without one of its corrections.

    Raises:
        InputError: there is no such correction in force, or later ones build on it.
    """
    correction = session.get(Correction, correction_id)
    if correction is None or correction.undone_at is not None:
        raise InputError("Правка не отменена", "такой правки нет или она уже отменена", "Обновите страницу.")
    plan_id = correction.plan_id
    revision, kept = _revision(session, plan_id), in_force(session, plan_id)
    machine = roadmap_of(session, plan_id, machine=True)
    rest = [c for c in kept if c.id != correction_id]
    before = replayed(machine, kept, None).unplaced
    after = replayed(machine, rest, classifier)
    if len(after.unplaced) > len(before) or _is_built_upon(correction, rest):
        raise InputError(
            "Правка не отменена", "на ней держатся более поздние правки этой строки", "Отмените сначала их."
        )
    return Draft(plan_id, revision, after.roadmap, undone=(correction_id,))


def keep(session: Session, draft: Draft, author: Author) -> int:
    """Keep a draft in a writing session.

    Returns:
        The plan's new revision.

    Raises:
        StaleRevisionError: somebody was faster.
    """
    take_turn(session)  # on a server two writers would else both find the revision that they began with
    if _revision(session, draft.plan_id) != draft.revision:
        raise StaleRevisionError
    for correction in draft.new:
        correction.user_id, correction.comment = author.user_id, author.comment
        session.add(correction)
    session.flush()
    revision = save_body(session, draft.plan_id, draft.body)
    for correction in draft.new:
        detail = {"kind": correction.kind, "correction": correction.id, "revision": revision}
        note(session, author.user_id, _CORRECTED, draft.plan_id, **detail)
    for correction_id in draft.undone:
        _mark_undone(session, correction_id, author, revision)
    touched = {c.kind for c in draft.new} | {session.get_one(Correction, id_).kind for id_ in draft.undone}
    if "passport" in touched:
        is_confirmed = any(c.kind == "passport" for c in in_force(session, draft.plan_id))
        session.execute(update(Plan).where(Plan.id == draft.plan_id).values(passport_confirmed=is_confirmed))
    return revision


def changed_by_people(session: Session, plan_id: str, revision: int) -> bool:
    """Tell whether somebody has corrected a plan after a revision; answers computed anew are nobody's change."""
    changes = (_CORRECTED, _UNDONE)
    query = select(AuditEntry.detail).where(AuditEntry.object_id == plan_id, AuditEntry.action.in_(changes))
    last = session.scalars(query.order_by(AuditEntry.id.desc()).limit(_LOOKED_BACK))
    return any(detail.get("revision", 0) > revision for detail in last)


def keep_answer(session: Session, answer: Correction, author: Author) -> Correction:
    """Keep an expert's word on a match or a coverage status; the last word counts, the earlier ones stay in the history.

    Raises:
        InputError: there is no such plan, or the correction is none of an answer.
    """
    if answer.kind not in ANSWER_KINDS:
        raise InputError("Правка не принята", f"вид правки «{answer.kind}» здесь не годится", "Сообщите авторам.")
    _revision(session, answer.plan_id)
    answer.user_id, answer.comment = author.user_id, author.comment
    session.add(answer)
    session.flush()
    note(session, author.user_id, _CORRECTED, answer.plan_id, kind=answer.kind, correction=answer.id)
    return answer


def undo_answer(session: Session, correction_id: int, author: Author) -> None:
    """Take an expert's word on a match or a status back; the machine's answer holds again.

    Raises:
        InputError: there is no such correction in force.
    """
    correction = session.get(Correction, correction_id)
    if correction is None or correction.undone_at is not None or correction.kind not in ANSWER_KINDS:
        raise InputError("Правка не отменена", "такой правки нет или она уже отменена", "Обновите страницу.")
    _mark_undone(session, correction_id, author)


def in_force(session: Session, plan_id: str) -> list[Correction]:
    """Return the corrections of a plan that are not undone, oldest first."""
    query = select(Correction).where(Correction.plan_id == plan_id, Correction.undone_at.is_(None))
    return list(session.scalars(query.order_by(Correction.id)))


def history(session: Session, plan_id: str, before: int | None = None, limit: int | None = None) -> list[Correction]:
    """Return corrections of a plan, newest first, undone ones too; `before` is the last id of the page before."""
    query = select(Correction).where(Correction.plan_id == plan_id)
    if before is not None:
        query = query.where(Correction.id < before)
    return list(session.scalars(query.order_by(Correction.id.desc()).limit(limit)))


def unplaced(session: Session, plan_id: str) -> list[Correction]:
    """Return the corrections whose rows the last analysis no longer has: a person must look at them."""
    rows = [c for c in in_force(session, plan_id) if c.kind not in ANSWER_KINDS]
    lost = replayed(roadmap_of(session, plan_id, machine=True), rows, None).unplaced
    return [rows[i] for i in lost]


def _row(plan_id: str, edit: Edit, machine: dict[str, Any]) -> Correction:
    target = {"measure": edit.measure} if hasattr(edit, "measure") else {}
    return Correction(
        plan_id=plan_id,
        kind=edit.kind,
        target=target,
        anchor=getattr(edit, "anchor", ""),
        machine=machine,
        expert=edit.model_dump(mode="json"),
    )


def _is_built_upon(undone: Correction, rest: Sequence[Correction]) -> bool:
    """Tell whether later corrections were made on the row as a split or a join had left it."""
    if undone.kind not in ("split", "join"):
        return False
    return any(c.id > undone.id and c.target.get("measure") == undone.target.get("measure") for c in rest)


def _mark_undone(session: Session, correction_id: int, author: Author, revision: int = 0) -> None:
    correction = session.get_one(Correction, correction_id)
    correction.undone_at, correction.undone_by = now(), author.user_id
    detail = {"kind": correction.kind, "correction": correction_id, **({"revision": revision} if revision else {})}
    note(session, author.user_id, _UNDONE, correction.plan_id, **detail)
    session.flush()


def _revision(session: Session, plan_id: str) -> int:
    revision = session.scalar(select(Plan.revision).where(Plan.id == plan_id))
    if revision is None:
        raise InputError("План не найден", "его нет или он удалён", "Обновите список планов.")
    return revision
