"""Plans as people name them on the command line: by the beginning of their id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.store.tables import Plan

SHORTEST = 6


def plan_named(session: Session, given: str) -> str:
    """Return the id of the plan whose id begins so.

    Raises:
        InputError: there is none, or several.
    """
    wanted = given.strip().lower()
    what = f"План {given[:64]} не найден"
    if len(wanted) < SHORTEST:
        raise InputError(what, f"номер короче {SHORTEST} знаков", "Назовите больше знаков номера.")
    query = select(Plan.id).where(Plan.id.startswith(wanted, autoescape=True)).limit(2)
    found = list(session.scalars(query))
    if not found:
        raise InputError(what, "в хранилище такого нет", "Номера планов показывают sverka import и список планов.")
    if len(found) > 1:
        raise InputError(what, "так начинаются номера нескольких планов", "Назовите больше знаков номера.")
    return found[0]


def plans_named(session: Session, given: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of several plans, each once, in the order given."""
    return tuple(dict.fromkeys(plan_named(session, one) for one in given))
