"""Faults to be planted in a store: what a damaged disk, an older program or a careless hand might leave there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from service.jobs.owners import own_name
from service.store import documents
from service.store.columns import now
from service.store.engine import Store
from service.store.originals import Originals
from service.store.tables import Catalogue, Correction, CoverageRow, Document, Measure, Plan, Vector
from service.store.tables_access import Job

OLD = timedelta(hours=2)


def without_references(session: Session, *statements: object) -> None:
    """Write what a server would refuse."""
    session.connection().execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        session.execute(statement)  # type: ignore[call-overload]


def dangling(*statements: object) -> Callable[[Store, Originals], None]:
    def plant(store: Store, originals: Originals) -> None:
        if store.is_sqlite:
            connection = store.engine.raw_connection()
            connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
            for statement in statements:
                connection.execute(str(statement.compile(store.engine, compile_kwargs={"literal_binds": True})))  # type: ignore[attr-defined]
            connection.commit()
            connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[attr-defined]
            connection.close()
            return
        with store.writing() as session:
            without_references(session, *statements)

    return plant


def written(*statements: object) -> Callable[[Store, Originals], None]:
    def plant(store: Store, originals: Originals) -> None:
        with store.writing() as session:
            for statement in statements:
                session.execute(statement)  # type: ignore[call-overload]

    return plant


def first(originals: Originals) -> Path:
    return originals.path(next(iter(originals)))


def made_old(path: Path, times: int = 1) -> None:
    moment = time.time() - times * OLD.total_seconds()
    os.utime(path, (moment, moment))


def lose(store: Store, originals: Originals) -> None:
    first(originals).unlink()


def damage(store: Store, originals: Originals) -> None:
    first(originals).write_bytes(b"damaged")


def stray(store: Store, originals: Originals) -> None:
    made_old(originals.path(originals.put(b"nobody's")))


def unfinished(store: Store, originals: Originals) -> None:
    path = first(originals).with_name("0.part")
    path.touch(0o600)
    made_old(path)


def open_home(store: Store, originals: Originals) -> None:
    originals.folder.parent.chmod(0o755)


def open_file(store: Store, originals: Originals) -> None:
    first(originals).chmod(0o644)


def forgotten_models(store: Store, originals: Originals) -> None:
    for age, name in enumerate(("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"), 1):
        folder = originals.folder.parent / "models" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(name)
        made_old(folder, age)
    (folder.parent / "current").write_text("cccccccccccc\n")


def a_job(**values: object) -> Callable[[Store, Originals], None]:
    def plant(store: Store, originals: Originals) -> None:
        with store.writing() as session:
            session.add(Job(**({"kind": "probe", "payload": {}} | values)))

    return plant


def unread(store: Store, originals: Originals) -> None:
    document, _ = documents.keep(store, originals, b"unread", "unread.txt", None)
    with store.writing() as session:
        session.execute(update(Document).where(Document.id == document.id).values(uploaded_at=now() - OLD))


def a_broken_correction(store: Store, originals: Originals) -> None:
    with store.writing() as session:
        plan_id = session.scalars(select(Plan.id)).first()
        session.add(Correction(plan_id=plan_id, kind="cell", target={}, machine={}, expert={"kind": "nonsense"}))


SOME_PLAN = select(Plan.id).order_by(Plan.id).limit(1).scalar_subquery()
SOME_MEASURE = select(Measure.key).order_by(Measure.key).limit(1).scalar_subquery()
SOME_ANSWER = select(CoverageRow.mandate).order_by(CoverageRow.mandate).limit(1).scalar_subquery()
DEAD = own_name().replace(f"|{os.getpid()}|", "|4194304|")

# code → how it is planted; those that --repair mends come first.
MENDED: dict[str, Callable[[Store, Originals], None]] = {
    "orphan-vectors": dangling(Vector.__table__.insert().values(measure_key=10**6, stamp="x", data=b"1234")),
    "coverage-without-catalogue": dangling(
        update(CoverageRow).where(CoverageRow.plan_id == SOME_PLAN).values(catalogue_id="x")
    ),
    "orphan-rows": dangling(update(Document).values(uploaded_by="nobody")),
    "originals-stray": stray,
    "originals-unfinished": unfinished,
    "models-unused": forgotten_models,
    "permissions": open_home,
    "plans-broken": written(update(Plan).where(Plan.id == SOME_PLAN).values(body=b"{}")),
    "measures-differ": written(update(Measure).where(Measure.key == SOME_MEASURE).values(text="Другое")),
    "vectors-missing": written(delete(Vector).where(Vector.measure_key == SOME_MEASURE)),
    "lineage-wrong": written(update(Plan).where(Plan.version == 1).values(version=7)),
    "coverage-broken": written(update(CoverageRow).where(CoverageRow.mandate == SOME_ANSWER).values(body=b"{}")),
    "coverage-missing": written(delete(CoverageRow).where(CoverageRow.plan_id == SOME_PLAN)),
    "models-stale": written(update(Plan).where(Plan.id == SOME_PLAN).values(stamp="of others")),
    "plans-stale": written(update(Plan).where(Plan.id == SOME_PLAN).values(stale=True, updated_at=now() - OLD)),
    "leases-dead": a_job(state="running", lease_owner=DEAD, lease_until=now() + OLD),
    "jobs-unknown": a_job(state="lost"),
    "documents-unread": unread,
}
TOLD: dict[str, Callable[[Store, Originals], None]] = {
    "originals-missing": lose,
    "originals-damaged": damage,
    "catalogues-damaged": written(update(Catalogue).values(body=b"[]")),
    "corrections-broken": a_broken_correction,
    "jobs-stuck": a_job(not_before=now() - OLD),
}
# A planted fault may bring a second one with it, and a mended one something that is still to be computed.
WITH = {
    "coverage-without-catalogue": {"coverage-missing"},
}
