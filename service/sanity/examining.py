"""All checks on one installation, without changing it unless asked to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nlp.errors import StoreError
from service.layout import bring_to, is_known, layout_of, newest_layout
from service.sanity import answers, database, files, folders, plans, work
from service.sanity.ground import Check, Finding, Ground
from service.settings import Settings
from service.snapshot import snapshot
from service.store.engine import Store
from service.store.failures import explained, explaining
from service.store.originals import Originals

CHECKS: tuple[Check, ...] = (
    database.pages,
    database.references,
    database.words,
    files.originals,
    files.permissions,
    files.disk,
    folders.unused_models,
    plans.bodies,
    plans.vectors,
    plans.lineages,
    answers.coverage,
    answers.catalogues,
    answers.corrections,
    answers.models,
    work.leases,
    work.stuck,
    work.unread,
)
WHAT = "Хранилище не проверено"


@dataclass(frozen=True)
class Examined:
    """What was found, and the codes of what was mended of it."""

    findings: tuple[Finding, ...]
    mended: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is left to be done."""
        return all(finding.code in self.mended for finding in self.findings)


def examine(settings: Settings, repair: bool = False) -> Examined:
    """Look for every kind of fault in an installation, in use or not.

    Args:
        settings: where it is.
        repair: whether to mend what can be mended without loss.

    Raises:
        StoreError: there is no installation, or the database does not answer.
    """
    _refuse_absent(settings)
    try:
        return _examined(settings, repair)
    except StoreError as error:
        if error.kind != "damaged":
            raise
        return Examined((Finding("database-damaged", "База не читается", error.advice, ("database",)),))


def _examined(settings: Settings, repair: bool) -> Examined:
    with explaining(WHAT), Store(settings.url) as store:
        of_layout = _layout(store)
        mended = []
        if of_layout and repair and of_layout[0].mend is not None:
            with store.writer.begin() as connection:
                bring_to(connection, newest_layout())
            mended.append(of_layout[0].code)
        if of_layout and not mended:
            return Examined(of_layout)
        with _ground(store, settings) as ground:
            findings = (*of_layout, *(finding for check in CHECKS for finding in _made(check, ground)))
        if repair:
            mended += [finding.code for finding in findings if _mended(finding, store, settings)]
        return Examined(findings, tuple(dict.fromkeys(mended)))


def _refuse_absent(settings: Settings) -> None:
    url = make_url(settings.url)
    if not settings.home.is_dir() or (url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()):
        raise StoreError(
            WHAT,
            f"в папке {settings.home} его нет",
            "Назовите папку в SVERKA_HOME; новое хранилище создаёт sverka import или sverka serve.",
            "absent",
        )


def _layout(store: Store) -> tuple[Finding, ...]:
    with store.engine.connect() as connection:
        present = layout_of(connection)
    if present == newest_layout():
        return ()
    if present is not None and not is_known(present):
        words = (f"Хранилище записала более новая версия программы (раскладка {present})", "Обновите программу.")
        return (Finding("layout-newer", *words, (present,)),)
    words = (f"Раскладка таблиц старая ({present or 'нет'})", "Обновит её sverka check --repair или sverka serve.")
    return (Finding("layout-old", *words, (str(present),), lambda ground: None),)


@contextmanager
def _ground(store: Store, settings: Settings) -> Iterator[Ground]:
    with snapshot(store) as connection, Session(connection) as session:
        yield Ground(store, settings, Originals(settings.originals), session)


def _made(check: Check, ground: Ground) -> list[Finding]:
    """Return what a check finds; a database too damaged for it is a finding, too."""
    try:
        return list(check(ground))
    except DBAPIError as error:
        told = explained(error, WHAT)
        if told is None or told.kind != "damaged":
            raise
        ground.session.expire_all()
        return [Finding("database-damaged", f"База не читается ({check.__name__})", told.advice, (check.__name__,))]


def _mended(finding: Finding, store: Store, settings: Settings) -> bool:
    if finding.mend is None or finding.code.startswith("layout"):
        return False
    with store.reading() as session:
        finding.mend(Ground(store, settings, Originals(settings.originals), session))
    return True
