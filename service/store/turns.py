"""Whoever writes plans takes a turn, one after the other; the number of turns tells readers that something changed."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.store.tables import Turn

_PLANS = "plans"


def take_turn(session: Session) -> int:
    """Wait until no other transaction writes plans and return the number of this turn, kept until the commit.

    Versions are linked by what other plans are there, so two writers must not overlook each other; and a row lock
    makes the numbers visible in their order, so that a reader who saw turn 7 has seen all before it.
    """
    grown = update(Turn).where(Turn.name == _PLANS).values(value=Turn.value + 1).returning(Turn.value)
    return session.execute(grown, execution_options={"synchronize_session": False}).scalar_one()


def last_turn(session: Session) -> int:
    """Return the number of the last turn taken."""
    return session.scalar(select(Turn.value).where(Turn.name == _PLANS)) or 0
