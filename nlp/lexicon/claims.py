"""What a text claims of time before the plan's year is known: years, pieces of the calendar, claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlp.domain import Span
from nlp.lexicon.windows import MonthDay

Mode = Literal["one", "school", "each", "pair", "next"]


@dataclass(frozen=True, slots=True)
class Years:
    """The year a text states: one («2022»), a school year, each of several, an undecided pair, the next one."""

    values: tuple[int, ...]
    mode: Mode = "one"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the calendar without its year: «апрель», «II квартал», «15 мая».

    `first` may come after `last`: the piece then runs over New Year. `school` is the other reading that the piece has
    within a school year (half-years only). `edge` is the part meant: «begin», «mid», «end» or "" for all of it.
    """

    unit: str
    first: MonthDay
    last: MonthDay
    span: Span
    years: Years | None = None
    school: tuple[MonthDay, MonthDay] | None = None
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says of time: a piece, or two as the ends of a range, or one beside an open side.

    `rule` names the shape: the piece's unit, «range», «since» or «until».
    """

    first: Piece | None
    last: Piece | None
    span: Span
    rule: str
