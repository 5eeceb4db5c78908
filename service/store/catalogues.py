"""Catalogues: what plans are asked for and the words for it, in versions that never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp.domain import Mandate
from nlp.errors import InputError
from nlp.gaps import mandates_from_roadmap
from service.store.audit import note
from service.store.catalogue_records import Kind, builtin, parse
from service.store.plans import roadmap_of
from service.store.tables import Catalogue
from service.store.turns import take_turn

_MANDATES: TypeAdapter[tuple[Mandate, ...]] = TypeAdapter(tuple[Mandate, ...])
Origin = Literal["builtin", "yaml", "plan", "expert"]


@dataclass(frozen=True)
class NewCatalogue:
    """A catalogue to be kept: the next version of its kind and name, in use at once unless `active` says otherwise."""

    kind: Kind
    name: str
    title: str
    origin: Origin
    records: Sequence[Any]
    plan_id: str | None = None
    active: bool = True


def ensure_builtin(session: Session) -> int:
    """Keep the project's own catalogues; one that has changed since becomes a version, in use if the last one was.

    Returns:
        The number of new versions.
    """
    new = 0
    for kind, name, title, records in builtin():
        last = _last(session, kind, name)
        if last is not None and (last.origin != "builtin" or last.sha256 == _digest(_body(records))):
            continue  # an expert's own version of it stays in force
        add(session, NewCatalogue(kind, name, title, "builtin", records, active=last is None or last.active), None)
        new += 1
    return new


def add(session: Session, new: NewCatalogue, user_id: str | None) -> Catalogue:
    """Keep a catalogue as the next version of its kind and name; the same content as the last version is no new one.

    Raises:
        InputError: it is empty or has no name.
    """
    if not new.records or not new.name.strip():
        raise InputError("Каталог не сохранён", "в нём нет пунктов или имени", "Заполните его и повторите.")
    take_turn(session)
    body, last = _body(new.records), _last(session, new.kind, new.name)
    if last is not None and last.sha256 == _digest(body) and last.title == new.title:
        return last
    kept = Catalogue(
        kind=new.kind,
        name=new.name,
        version=(last.version if last else 0) + 1,
        title=new.title or new.name,
        origin=new.origin,
        plan_id=new.plan_id,
        active=False,
        body=body,
        sha256=_digest(body),
        created_by=user_id,
    )
    session.add(kept)
    session.flush()
    note(session, user_id, "catalogue.add", kept.id, kind=new.kind, version=kept.version, origin=new.origin)
    if new.active:
        activate(session, kept.id, user_id)
    return kept


def import_yaml(session: Session, kind: Kind, name: str, text: str, user_id: str | None) -> Catalogue:
    """Keep a catalogue that is written as YAML.

    Raises:
        InputError: the text is no such catalogue; the message names the entry and the field.
    """
    return add(session, NewCatalogue(kind, name, name, "yaml", parse(kind, text, name)), user_id)


def import_plan(session: Session, plan_id: str, name: str, user_id: str | None) -> Catalogue:
    """Keep the measures of a plan (the region's, last year's) as a catalogue of mandates.

    Raises:
        InputError: there is no such plan, or it has no measures.
    """
    roadmap = roadmap_of(session, plan_id)
    title = roadmap.title or name
    new = NewCatalogue("mandates", name, title, "plan", _dumped(mandates_from_roadmap(roadmap)), plan_id)
    return add(session, new, user_id)


def activate(session: Session, catalogue_id: str, user_id: str | None, active: bool = True) -> Catalogue:
    """Bring a version into use in the place of the other versions of its name, or out of use.

    Whoever brings a catalogue of mandates into use has the plans answered for it (`coverage.uncovered`).

    Raises:
        InputError: there is no such catalogue.
    """
    take_turn(session)
    catalogue = get(session, catalogue_id)
    if active:
        same = (Catalogue.kind == catalogue.kind, Catalogue.name == catalogue.name, Catalogue.id != catalogue.id)
        session.execute(update(Catalogue).where(*same).values(active=False))
    if catalogue.active != active:
        catalogue.active = active
        note(session, user_id, "catalogue.activate" if active else "catalogue.deactivate", catalogue_id)
    session.flush()
    return catalogue


def get(session: Session, catalogue_id: str) -> Catalogue:
    """Return a version.

    Raises:
        InputError: there is no such catalogue.
    """
    catalogue = session.get(Catalogue, catalogue_id)
    if catalogue is None:
        raise InputError("Каталог не найден", "его нет или он удалён", "Обновите список каталогов.")
    return catalogue


def versions(session: Session, kind: Kind | None = None, only_active: bool = False) -> tuple[Catalogue, ...]:
    """Return the versions by kind and name, the latest first."""
    query = select(Catalogue).order_by(Catalogue.kind, Catalogue.name, Catalogue.version.desc())
    if kind is not None:
        query = query.where(Catalogue.kind == kind)
    return tuple(session.scalars(query.where(Catalogue.active.is_(True)) if only_active else query))


def active_mandates(session: Session) -> dict[str, tuple[Mandate, ...]]:
    """Return the catalogues of mandates in use by their id."""
    return {catalogue.id: mandates_of(catalogue) for catalogue in versions(session, "mandates", only_active=True)}


def mandates_of(catalogue: Catalogue) -> tuple[Mandate, ...]:
    """Return the mandates of a catalogue, in its order."""
    return _parsed(catalogue.sha256, catalogue.body)


@lru_cache(maxsize=32)
def _parsed(sha256: str, body: bytes) -> tuple[Mandate, ...]:
    return _MANDATES.validate_json(body)


def _last(session: Session, kind: str, name: str) -> Catalogue | None:
    query = select(Catalogue).where(Catalogue.kind == kind, Catalogue.name == name)
    return session.scalar(query.order_by(Catalogue.version.desc()).limit(1))


def _body(records: Sequence[Any]) -> bytes:
    return json.dumps(list(records), ensure_ascii=False, sort_keys=True).encode()


def _dumped(records: Sequence[Mandate]) -> list[Any]:
    return [record.model_dump(mode="json", by_alias=True) for record in records]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
