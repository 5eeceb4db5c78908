"""Dates of acts as they are printed: «18» января 2021г., 12.04.2022, 14 01.2021."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from nlp.lexicon.dates import Token, tokens
from nlp.text import fold


class FoundDate(NamedTuple):
    """A date as ISO text and where it stands."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find the full dates of a text in order; impossible ones («31.02.2021») are left out.

    The words are those of the deadlines' grammar (`nlp.lexicon.dates`); here only a day with its month and year counts.
    """
    found = []
    words = tokens(fold(text))
    for token, second, third in zip_longest(words, words[1:], words[2:]):
        if token is None:
            continue
        day = _day(token, second, third)
        if day is None:
            continue
        iso, last = day
        found.append(FoundDate(iso, token.span[0], last.span[1]))
    return tuple(found)


def _day(first: Token, second: Token | None, third: Token | None) -> tuple[str, Token] | None:
    """Read the date that begins with a token, and tell the token that it ends with."""
    if first.kind == "D" and first.year:
        return _iso(first.year, first.month, first.number, first)
    if first.kind == "D" and second is not None and second.kind == "Y":
        # «12.04 2022»
        return _iso(second.number, first.month, first.number, second)
    if first.kind != "N" or second is None:
        return None
    if second.kind == "E":
        # «14 01.2021»
        return _iso(second.year, second.month, first.number, second)
    if third is not None and third.kind == "Y" and (second.kind == "M" or _is_month(first, second)):
        return _iso(third.number, second.number, first.number, third)
    return None


def _is_month(day: Token, month: Token) -> bool:
    """Tell whether a number behind a day is its month: «03 09 2021», «07» 10. 2021»."""
    close = 0 < month.span[0] - day.span[1] <= 3
    return month.kind == "N" and month.span[1] - month.span[0] == 2 and close


def _iso(year: int, month: int, day: int, last: Token) -> tuple[str, Token] | None:
    try:
        return date(year, month, day).isoformat(), last
    except ValueError:
        return None
