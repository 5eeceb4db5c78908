"""Plans in tables: rows → measures, with sections, page breaks and merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.domain import Cell, Notice, Place, Row
from nlp.lexicon.hints import is_action_like, is_actor_like, is_deadline_like, is_number
from nlp.segment import joining
from nlp.segment.layout import ROLES, Layout, grid
from nlp.segment.numbering import follows, is_roman, parts, split_number
from nlp.text import clean, fold

_MARK = re.compile(r"^[+xхv✓✔√*•●■▪]+$", re.I)
_NO_NUMBER = re.compile(r"^(?:б/н|[-–—*•])$", re.I)
# What stands alone in the number column and is no plain number: «А1», «8-9», «1/2», «3а)».
_ODD_NUMBER = re.compile(r"^[^\W\d_]{0,2}[-.]?\d{1,3}(?:[-–./](?:\d{1,3}|[а-я]))*[.)]*$")
_BARE_NUMBER = re.compile(r"^(\d{1,3})\s+(?=[А-ЯЁ])")
_SECTION_WORD = re.compile(r"^(?:раздел|направлени[ея]|блок|этап|модуль|подпрограмма|задача|трек|[ivxіх]+[.)\s])", re.I)


@dataclass
class Draft:
    """A measure while its rows are being collected."""

    number: str | None
    section: tuple[str, ...]
    cells: dict[str, str]
    place: Place
    doubts: list[Notice] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    def doubt(self, kind: str, detail: str) -> None:
        """Attach a notice to the measure."""
        self.doubts.append(Notice(kind=kind, detail=detail))


@dataclass(frozen=True)
class Reading:
    """A table row read through a layout: its texts by role."""

    number: str
    cells: dict[str, str]
    extra: dict[str, str]
    n_own: int
    lone_span: bool
    text_continued: bool
    row: Row

    @property
    def text(self) -> str:
        """The measure column's text."""
        return self.cells.get("text", "")

    @property
    def others(self) -> tuple[str, ...]:
        """The non-empty cells beside number and text."""
        return tuple(v for k, v in self.cells.items() if k != "text" and v)


def read_row(row: Row, layout: Layout) -> Reading:
    """Read one row through the layout; columns of one role are joined left to right."""
    texts = grid(row, layout.width)
    own = [c for c in row.cells if clean(c.text) and not c.continued]
    cells: dict[str, str] = {}
    for role in ROLES[1:]:
        values = [texts[i] for i in layout.columns(role) if texts[i]]
        glue = " – " if role == "deadline" and len(values) == 2 else " "
        cells[role] = glue.join(dict.fromkeys(values))
    when = [_moment(r[5:], texts[i]) for i, r in enumerate(layout.roles) if r.startswith("when:") and _marked(texts[i])]
    if when:
        cells["deadline"] = ", ".join(filter(None, [cells["deadline"], *when]))
    extra = {
        layout.titles[i] or f"{i + 1}": texts[i]
        for i, r in enumerate(layout.roles)
        if r in ("extra", "aside", "section") and texts[i]
    }
    extra |= {
        layout.titles[i]: texts[i]
        for i, r in enumerate(layout.roles)
        if r.startswith("when:") and texts[i] and not _marked(texts[i])
    }
    number = " ".join(texts[i] for i in layout.columns("number") if texts[i])
    continued = {c.column for c in row.cells if c.continued}
    return Reading(
        number=number,
        cells=cells,
        extra=extra,
        n_own=len(own),
        lone_span=len(own) == 1 and (own[0].colspan >= max(2, layout.width - 1) or len(row.cells) == 1),
        text_continued=bool(layout.columns("text")) and set(layout.columns("text")) <= continued,
        row=row,
    )


def _moment(column: str, text: str) -> str:
    """Return what a mark in a month's or year's column says: «+» in «2023 год», «май» in «2023 год»."""
    named = column.startswith("20") and any(c.isalpha() for c in text) and not _MARK.match(text)
    return f"{text} {column}" if named else column


def _marked(text: str) -> bool:
    return bool(text) and bool(_MARK.match(text) or is_deadline_like(text) or (text.isdigit() and len(text) <= 2))


def collapsed(row: Row, width: int) -> Row:
    """Restore a merged row whose text the converter repeated in every cell."""
    texts = {clean(c.text) for c in row.cells if clean(c.text)}
    if len(row.cells) < 3 or len(texts) != 1 or sum(bool(clean(c.text)) for c in row.cells) * 2 <= len(row.cells):
        return row
    return row.model_copy(update={"cells": (Cell(text=next(iter(texts)), column=0, colspan=width),)})


def lone_text(row: Row) -> str:
    """Return the row's texts as one line, merged copies once."""
    return clean(" ".join(dict.fromkeys(c.text for c in row.cells if not c.continued)))


def is_section(reading: Reading, following: Reading | None, n_numbered: int, *, at_break: bool, open_row: bool) -> bool:
    """Tell whether a row heads a section.

    Args:
        reading: the row.
        following: the next non-empty row, for which it may be the head.
        n_numbered: how many rows of the plan so far carry a number.
        at_break: whether the row opens a table (a page) while a measure is open.
        open_row: whether the open measure's text cannot be complete.
    """
    text = reading.text or lone_text(reading.row)
    # In a table whose first column is the deadline a head stands where deadlines stand.
    misplaced = reading.lone_span or (reading.n_own == 1 and bool(_SECTION_WORD.match(text)))
    if not reading.n_own or (reading.others and not misplaced):
        return False
    if at_break and (joining.starts_inside(text) or (open_row and not reading.number)):
        return False
    if reading.lone_span:
        return any(c.isalpha() for c in text)
    if not reading.text and not is_number(reading.number):
        return bool(reading.number) and not joining.starts_inside(reading.number)
    glued, _ = split_number(text)
    number = reading.number or glued
    if is_roman(number) or _SECTION_WORD.match(text):
        return True
    if following is not None and _heads(number, following, n_numbered):
        return True
    return (
        not reading.number and not at_break and not joining.starts_inside(text) and bool(following and following.others)
    )


def _heads(number: str | None, following: Reading, n_numbered: int) -> bool:
    own, below = parts(number), parts(following.number or split_number(following.text)[0])
    if own and below:
        return (below[: len(own)] == own and len(below) > len(own)) or (
            below == (1,) and own != (1,) and n_numbered > 0 and bool(following.others)
        )
    return False


def is_continuation(reading: Reading, draft: Draft, *, at_break: bool, numbered: bool) -> bool:
    """Tell whether a row continues the open measure.

    Args:
        reading: the row.
        draft: the open measure.
        at_break: whether the row opens a table, as after a page break.
        numbered: whether the plan's rows carry numbers.
    """
    if max(map(len, draft.cells.values())) > joining.LONGEST_TEXT:
        return False
    if reading.text_continued and not reading.lone_span:
        return True
    if reading.number and is_number(reading.number):
        return False
    if not reading.text:
        return bool(reading.others)
    glued = split_number(reading.text)[0]
    if glued and (not at_break or follows(draft.number, glued)):
        return False
    if joining.starts_inside(reading.text):
        return numbered or at_break or not reading.others
    if not at_break:
        return False
    return _continuation_evidence(reading, draft, numbered=numbered) > 0


def _continuation_evidence(reading: Reading, draft: Draft, *, numbered: bool) -> float:
    """Weigh a capitalised, unnumbered row at a page break; above 0 it continues the open measure."""
    before = draft.cells.get("text", "")
    total = 0.5 if numbered else -1.5
    if draft.cells.get("deadline") and not reading.cells.get("deadline"):
        total += 1.5
    total += (
        2.5 * joining.ends_open(before) + 0.5 * (not joining.ends_closed(before)) - 0.5 * joining.ends_closed(before)
    )
    for role, test in (("deadline", is_deadline_like), ("executors", is_actor_like)):
        here, there = reading.cells.get(role, ""), draft.cells.get(role, "")
        if here and joining.starts_inside(here):
            total += 2.0
        elif here and there and test(here) and test(there):
            total -= 1.5
    total -= 1.0 * is_action_like(reading.text) + 0.5 * (len(reading.others) >= 2) - 1.0 * (not reading.others)
    return total


def extend(draft: Draft, reading: Reading, *, at_break: bool) -> None:
    """Add a continuation row's fragments to the open measure."""
    for role, fragment in reading.cells.items():
        if not fragment:
            continue
        before = draft.cells.get(role, "")
        merged = {c.text for c in reading.row.cells if c.continued}
        if fragment in merged or any(clean(m) == fragment for m in merged):
            continue
        draft.cells[role] = joining.join(before, fragment)
        if role == "text" and at_break:
            draft.doubt("cut-mended", "Строка разорвана границей страницы; части соединены.")
    for title, fragment in reading.extra.items():
        if fragment != draft.extra.get(title):
            draft.extra[title] = joining.join(draft.extra.get(title, ""), fragment)


def take_slipped(draft: Draft, reading: Reading) -> Reading:
    """Give the open measure the end of its text that slipped into the next row's cell."""
    before = draft.cells.get("text", "")
    if not reading.number or not before or joining.ends_closed(before) or not joining.starts_inside(reading.text):
        return reading
    split = joining.slipped(reading.text)
    if not split:
        return reading
    draft.cells["text"] = joining.join(before, split[0])
    draft.doubt("cut-mended", "Конец текста стоял в ячейке следующей строки и возвращён.")
    cells = {**reading.cells, "text": split[1]}
    for role, value in reading.cells.items():
        other = joining.slipped_cell(value) if role not in ("text", "deadline") else None
        if other and draft.cells.get(role) and not joining.ends_closed(draft.cells[role]):
            draft.cells[role], cells[role] = joining.join(draft.cells[role], other[0]), other[1]
    return Reading(
        reading.number, cells, reading.extra, reading.n_own, reading.lone_span, reading.text_continued, reading.row
    )


def new_draft(reading: Reading, section: Sequence[str], table: int | None, previous: str | None) -> Draft:
    """Begin a measure with a row; a number glued to the text is split off.

    `previous` is the number of the row before: «3 Анализ…» loses its «3» only where 3 is the next number.
    """
    number, text = reading.number or None, reading.text
    if number and _NO_NUMBER.match(number):
        number = None
    odd = bool(number and text and _ODD_NUMBER.match(number))
    if number and not odd and not is_number(number) and not (number.isdecimal() and follows(previous, number)):
        glued, rest = split_number(number)
        text, number = clean(f"{rest if glued else number} {text}"), glued
    if not number:
        number, text = split_number(text)
        bare = _BARE_NUMBER.match(text) if not number else None
        if bare and follows(previous, bare[1]):
            number, text = bare[1], text[bare.end() :]
    place = Place(page=reading.row.page, table=table, row=reading.row.row)
    return Draft(number, tuple(section), {**reading.cells, "text": text}, place, extra=dict(reading.extra))


def by_order(row: Row, width: int) -> Row:
    """Place the cells of a row by their order, for tables whose grid differs from the header's."""
    cells = tuple(Cell(text=c.text, column=i, continued=c.continued) for i, c in enumerate(row.cells))
    return row.model_copy(update={"cells": cells}) if len(cells) == width else row


def is_numbered_heading(number: str | None, text: str) -> bool:
    """Tell whether a line is numbered as headings are: «3. …», «IV. …», «Раздел 1 …»."""
    return bool(parts(number or split_number(text)[0])) or bool(_SECTION_WORD.match(text))


def section_style(number: str | None, text: str) -> tuple[str, int]:
    """Return what distinguishes levels of headings: the kind of number and its depth."""
    if is_roman(number):
        return ("roman", 0)
    if number:
        return ("arabic", len(parts(number)))
    if _SECTION_WORD.match(text):
        return (fold(text.split(maxsplit=1)[0])[:6], 0)
    return ("upper" if text.isupper() else "plain", 0)
