"""Plans as printed: rows with cells, before their cells are understood."""

from __future__ import annotations

from pydantic import Field

from nlp.domain.base import Record
from nlp.domain.document import Notice


class Place(Record):
    """Where a measure stands in its source; every number is 1-based."""

    page: int | None = None
    table: int | None = None
    row: int | None = None


class Segment(Record):
    """One measure as printed: cells by role; an absent or empty cell is an empty string.

    `doubts` are the notices (without id yet) that concern this row.
    """

    number: str | None
    section: tuple[str, ...] = ()
    text: str
    deadline: str = ""
    executors: str = ""
    outcome: str = ""
    extra: tuple[tuple[str, str], ...] = Field(default=(), description="columns of no known role: (header, text)")
    place: Place = Place()
    doubts: tuple[Notice, ...] = ()


class Part(Record):
    """One plan of a document: the texts around its rows and the rows themselves.

    `before` and `after` hold the paragraphs (and flattened layout rows) that are no measures, in
    reading order: order, title, goals; lists and signatures. The passport is read from them.
    """

    before: tuple[str, ...] = ()
    segments: tuple[Segment, ...]
    after: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
