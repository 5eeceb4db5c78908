"""Answers about plans: coverage, catalogues, corrections, and the models that gave them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from nlp import artifacts
from nlp.domain import Coverage, Mandate
from nlp.errors import ModelError
from service.analysis import stamp
from service.corrections.edits import ANSWER_KINDS, edit_of
from service.jobs import tasks
from service.sanity.ground import Finding, Ground, found
from service.sanity.plans import refresh_plans
from service.store.coverage import uncovered
from service.store.plans import mark_stale
from service.store.tables import Catalogue, Correction, CoverageRow, Plan

_MANDATES: TypeAdapter[tuple[Mandate, ...]] = TypeAdapter(tuple[Mandate, ...])
_AT_ONCE = 500


def coverage(ground: Ground) -> Iterable[Finding]:
    """Each stored answer says what its row says, and every plan has answers for each catalogue in use."""
    columns = (CoverageRow.plan_id, CoverageRow.mandate, CoverageRow.status, CoverageRow.body)
    broken = {
        row.plan_id
        for row in ground.session.execute(select(*columns).execution_options(yield_per=_AT_ONCE))
        if not _says(row.body, row.mandate, row.status)
    }
    lacking: tuple[str, ...] = ()
    if not ground.has_pending("catalogue.cover", "plan.refresh", "models.refresh", "document.read"):
        lacking = uncovered(ground.session)
    plan_ids = sorted(broken)
    return [
        *found(
            "coverage-broken",
            ("Ответы о покрытии не читаются", "Посчитает заново sverka check --repair."),
            plan_ids,
            lambda g: refresh_plans(g, plan_ids),
        ),
        *found(
            "coverage-missing",
            ("Не для всех планов есть ответы по каталогам", "Посчитает sverka check --repair."),
            lacking,
            lambda g: _cover(g, lacking),
        ),
    ]


def _says(body: bytes, mandate: str, status: str) -> bool:
    try:
        said = Coverage.model_validate_json(body)
    except ValidationError:
        return False
    return (said.mandate, said.status) == (mandate, status)


def _cover(ground: Ground, catalogue_ids: Iterable[str]) -> None:
    with ground.store.writing() as session:
        for catalogue_id in catalogue_ids:
            tasks.cover(session, catalogue_id)


def catalogues(ground: Ground) -> Iterable[Finding]:
    """A catalogue never changes: its bytes are those of its sha256."""
    broken = [c.id for c in ground.session.scalars(select(Catalogue)) if not _is_catalogue(c)]
    words = ("Каталоги повреждены", "Внесите их снова из YAML или восстановите копию: sverka restore.")
    return found("catalogues-damaged", words, broken)


def _is_catalogue(catalogue: Catalogue) -> bool:
    if hashlib.sha256(catalogue.body).hexdigest() != catalogue.sha256:
        return False
    try:
        return catalogue.kind != "mandates" or bool(_MANDATES.validate_json(catalogue.body))
    except ValidationError:
        return False


def corrections(ground: Ground) -> Iterable[Finding]:
    """Each correction in force can be replayed."""
    query = select(Correction).where(Correction.undone_at.is_(None))
    broken = [c.id for c in ground.session.scalars(query) if not _is_correction(c)]
    words = ("Правки не читаются", "Отмените их в истории плана и внесите снова.")
    return found("corrections-broken", words, broken)


def _is_correction(correction: Correction) -> bool:
    if correction.kind in ANSWER_KINDS:
        return "status" in correction.expert or "relation" in correction.expert
    try:
        edit_of(correction)
    except ValidationError:
        return False
    return True


def models(ground: Ground) -> Iterable[Finding]:
    """The models load, and what others have answered is being computed anew."""
    try:
        present = stamp()
        artifacts.load_models()
    except ModelError as error:
        return [Finding("models-damaged", f"{error.what}: {error.why}", error.advice, ("models",))]
    others = list(ground.session.scalars(select(Plan.id).where(Plan.stamp != present, Plan.stale.is_(False))))
    waiting: list[str] = []
    if not ground.has_pending("plan.refresh", "models.refresh", "document.read"):
        forgotten = select(Plan.id).where(Plan.stale.is_(True), Plan.updated_at < ground.old)
        waiting = list(ground.session.scalars(forgotten))
    return [
        *found(
            "models-stale",
            ("Ответы дали другие модели, и это не отмечено", "Назначит пересчёт sverka check --repair."),
            others,
            lambda g: _notice(g, present),
        ),
        *found(
            "plans-stale",
            ("Планы ждут пересчёта, который никто не назначил", "Назначит sverka check --repair."),
            waiting,
            lambda g: refresh_plans(g, waiting),
        ),
    ]


def _notice(ground: Ground, present: str) -> None:
    with ground.store.writing() as session:
        mark_stale(session, present)
        tasks.notice_models(session)
