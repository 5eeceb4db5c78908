"""A walk through a document's blocks that collects plans, sections and measures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.domain import Paragraph, Row, Table
from nlp.segment.furniture import is_column_numbers, is_signature, is_total
from nlp.segment.header import header_of
from nlp.segment.joining import LONGEST_TEXT, ends_open, join, starts_inside
from nlp.segment.layout import N_FITTED, Layout, completed, fits, guess_layout, realigned
from nlp.segment.list_items import PAGE_NUMBER, is_title
from nlp.segment.numbering import is_heading_like, parts, split_number
from nlp.segment.table import (
    Draft,
    Reading,
    by_order,
    collapsed,
    extend,
    is_continuation,
    is_numbered_heading,
    is_section,
    lone_text,
    new_draft,
    read_row,
    section_style,
    take_slipped,
)

_CLOSING = re.compile(
    r"^(?:приложение\b|перечень\b|список\b|состав\b|лист ознакомления|с приказом|начальник\b|директор\b|глава\b"
    r"|исп[.:]|исполнитель:)",
    re.I,
)

# A plan by weeks has 60 columns.
WIDEST = 200


class PartDraft:
    """A plan while it is being collected."""

    def __init__(self, before: list[str]) -> None:
        self.before = before
        self.after: list[str] = []
        self.drafts: list[Draft] = []
        self.heading: str | None = None
        self.n_numbered = 0


class Walker:
    """Walks through the blocks once, keeping the open layout, measure, sections and stray lines."""

    def __init__(self) -> None:
        self.parts = [PartDraft([])]
        self.layout: Layout | None = None
        self.foreign = False
        self.sections: list[tuple[tuple[str, int], str | None, str]] = []
        self.fresh_section = False
        self.column_section = ""
        self.lines: list[Paragraph] = []
        self.closing = False  # whether one of the lines closes a plan

    @property
    def part(self) -> PartDraft:
        """The plan being read."""
        return self.parts[-1]

    @property
    def open(self) -> Draft | None:
        """The last measure, which a following row may continue."""
        return self.part.drafts[-1] if self.part.drafts else None

    def line(self, paragraph: Paragraph) -> None:
        """Take a line outside tables; what it was shows when the next table comes."""
        if not PAGE_NUMBER.match(paragraph.text):
            self._set_aside(paragraph)

    def _set_aside(self, paragraph: Paragraph) -> None:
        self.lines.append(paragraph)
        self.closing = self.closing or bool(_CLOSING.match(paragraph.text))

    def finish(self) -> None:
        """Hand the last stray lines to the last plan; a heading over a whole table is no section."""
        for part in self.parts:
            for draft in part.drafts:
                _doubt_gaps(draft)
            heads = {d.section[:1] for d in part.drafts}
            if part.heading and heads == {(part.heading,)}:
                for draft in part.drafts:
                    draft.section = draft.section[1:]
        texts = [f"{p.number} {p.text}" if p.number else p.text for p in self.lines]
        (self.part.after if self.part.drafts else self.part.before).extend(texts)
        self.lines, self.closing = [], False

    def table(self, table: Table) -> None:
        """Read a table: its header if it has one, then its rows."""
        rows, i = [collapsed(row, table.n_columns) for row in table.rows], 0
        at_break = True
        if table.n_columns > WIDEST or not self._enter(rows, table):
            self._pass_over(rows)
            return
        while i < len(rows):
            header = header_of(rows[i : i + 3], table.n_columns)
            if header:
                i += header[1]
                # The header of a further page: its few rows may not show what columns of unclear names hold.
                again = self.layout is not None and self.layout.titles == header[0].titles
                if not self._header(self.layout if again and self.layout else completed(header[0], rows[i:])):
                    self._pass_over(rows[i:])
                    return
                continue
            if self.layout is not None:
                taken = self._row(rows, i, table, at_break=at_break)
                at_break = at_break and not taken
            else:
                self._set_aside(Paragraph(text=lone_text(rows[i]) or "-", page=rows[i].page, row=rows[i].row))
            i += 1

    def _enter(self, rows: Sequence[Row], table: Table) -> bool:
        """Decide whether a table belongs to a plan and with which layout it is read."""
        if any(header_of(rows[i : i + 3], table.n_columns) for i in range(min(len(rows), 20))):
            if (
                not header_of(rows[:3], table.n_columns)
                and self.layout is not None
                and not self._continues(rows, table)
            ):
                self.layout = None
            return True
        if self.layout is not None and not self.foreign and self._continues(rows, table):
            return True
        guessed = guess_layout(rows, table.n_columns)
        if guessed is None or len(rows) < 2 or (self.closing and self.part.drafts):
            return False
        self.layout, self.foreign = guessed, False
        self._between(new_header=True)
        return True

    def _continues(self, rows: Sequence[Row], table: Table) -> bool:
        assert self.layout is not None
        if self.closing or len(self.lines) > 6:
            return False
        placed = [self._placed(row, table) for row in rows[:N_FITTED]]
        return abs(table.n_columns - self.layout.width) <= 2 and fits(self.layout, placed)

    def _header(self, layout: Layout) -> bool:
        """Take a header row; False when the table that it heads is not a plan's."""
        self.foreign = not layout.is_plan
        if self.foreign:
            return False
        self._between(new_header=True)
        self.layout = layout
        return True

    def _pass_over(self, rows: Sequence[Row]) -> None:
        for r in rows:
            text = " | ".join(dict.fromkeys(c.text for c in r.cells if c.text))
            if text:
                self._set_aside(Paragraph(text=text, page=r.page, row=r.row))

    def _placed(self, row: Row, table: Table) -> Row:
        assert self.layout is not None
        if table.n_columns != self.layout.width:
            row = by_order(row, self.layout.width)
        return realigned(row, self.layout)

    def _row(self, rows: Sequence[Row], i: int, table: Table, *, at_break: bool) -> bool:
        """Read one row as section, continuation or measure; False for a row that says nothing."""
        assert self.layout is not None
        reading = read_row(self._placed(rows[i], table), self.layout)
        if not reading.n_own or is_column_numbers(rows[i]):
            return False
        if is_signature(rows[i]) or is_total(rows[i]):
            self._set_aside(Paragraph(text=lone_text(rows[i]), page=rows[i].page, row=rows[i].row))
            return True
        if self.lines:
            self._between(new_header=False)
        draft = self.open if not self.fresh_section else None
        following = self._following(rows, i, table)
        at_break = at_break and draft is not None
        open_row = draft is not None and not _ends_well(draft)
        n_numbered = self.part.n_numbered
        if is_section(reading, following, n_numbered, at_break=at_break, open_row=open_row):
            self._section((reading.text and f"{reading.number} {reading.text}".strip()) or lone_text(rows[i]))
        elif draft is not None and is_continuation(
            reading, draft, at_break=at_break, numbered=2 * n_numbered > len(self.part.drafts)
        ):
            extend(draft, reading, at_break=at_break)
        else:
            self._measure(take_slipped(draft, reading) if draft else reading, table)
        return True

    def _following(self, rows: Sequence[Row], i: int, table: Table) -> Reading | None:
        assert self.layout is not None
        for row in rows[i + 1 : i + 4]:
            reading = read_row(self._placed(row, table), self.layout)
            if reading.n_own:
                return reading
        return None

    def _measure(self, reading: Reading, table: Table) -> None:
        draft = new_draft(reading, [s[2] for s in self.sections], table.table, self.open.number if self.open else None)
        for column in self.layout.columns("section") if self.layout else ():
            title = self.layout.titles[column] if self.layout else ""
            self.column_section = draft.extra.pop(title, "") or self.column_section
        if self.column_section:
            draft.section = (*draft.section, self.column_section)
        if self.layout is not None and not self.layout.certain:
            draft.doubt("no-header", "У таблицы нет шапки; столбцы узнаны по содержанию.")
        self.part.drafts.append(draft)
        self.part.n_numbered += bool(draft.number)
        self.fresh_section = False

    def _section(self, text: str, *, heading: bool = False) -> None:
        """Open a section; headings of the same style replace each other, others nest."""
        self.column_section = ""
        number, rest = split_number(text)
        style = section_style(number, rest)
        if heading and style[0] == "plain":
            style = ("heading", 0)
        styles = [s[0] for s in self.sections]
        if style in styles:
            self.sections = self.sections[: styles.index(style)]
        elif style[0] == "arabic":
            self.sections = [s for s in self.sections if s[0][0] != "arabic" or _is_parent(s[1], number)]
        elif not self.fresh_section:
            self.sections = [s for s in self.sections if s[0][0] == "roman" and style[0] != "roman"]
        self.sections.append((style, number, text))
        self.fresh_section = True

    def _between(self, *, new_header: bool) -> None:
        """Settle the lines between two tables: a new plan's beginning, section headings, page residue."""
        lines, self.lines, self.closing = self._rejoined(), [], False
        if not self.part.drafts and new_header:
            self.part.before.extend(p.text for p in lines)
            heads = [
                p
                for p in lines[-1:]
                if self._is_section_line(p) and (p.heading or is_numbered_heading(p.number, p.text))
            ]
        elif new_header and any(is_title(p.text) for p in lines) and len(self.part.drafts) >= 2:
            self._new_part(lines)
            heads = []
        else:
            heads = [p for p in lines if self._is_section_line(p)]
            heads = heads if len(lines) <= 3 else [p for p in heads if p in lines[-2:]]
            self.part.after.extend(p.text for p in lines if p not in heads)
        if heads and not self.part.drafts and new_header:
            self.part.heading = f"{heads[0].number} {heads[0].text}" if heads[0].number else heads[0].text
        for p in heads:
            self._section(f"{p.number} {p.text}" if p.number else p.text, heading=p.heading)

    def _new_part(self, lines: list[Paragraph]) -> None:
        cut = next((i for i, p in enumerate(lines) if is_title(p.text) or _CLOSING.match(p.text)), 0)
        self.part.after.extend(p.text for p in lines[:cut])
        self.parts.append(PartDraft([p.text for p in lines[cut:]]))
        self.sections = []

    def _is_section_line(self, paragraph: Paragraph) -> bool:
        text = paragraph.text
        return is_heading_like(text) and not starts_inside(text) and not is_title(text)

    def _rejoined(self) -> list[Paragraph]:
        """Join a heading that the converter wrapped over two lines."""
        lines: list[Paragraph] = []
        for p in self.lines:
            if lines and starts_inside(p.text) and not p.number and 30 < len(lines[-1].text) < LONGEST_TEXT:
                lines[-1] = lines[-1].model_copy(update={"text": join(lines[-1].text, p.text)})
            else:
                lines.append(p)
        return lines


def _doubt_gaps(draft: Draft) -> None:
    """Say what a row lacks, once its continuations have been added to it."""
    named = {role: text for role, text in draft.cells.items() if text}
    if not named:
        draft.doubt("empty-row", "В строке есть только номер.")
    elif "text" not in named:
        draft.doubt("no-text", "В строке есть срок, исполнитель или результат, но нет самого мероприятия.")
    elif len(named) == 1:
        draft.doubt(
            "doubtful-row", "У строки нет ни срока, ни исполнителя, ни результата: возможно, это не мероприятие."
        )


def _is_parent(number: str | None, child: str | None) -> bool:
    a, b = parts(number), parts(child)
    return bool(a) and len(a) < len(b) and b[: len(a)] == a


def _ends_well(draft: Draft) -> bool:
    return not ends_open(draft.cells.get("text", ""))
