"""Where a measure stands in its file: a picture of the page, or the rows around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd
import streamlit as st
from PIL import Image, ImageDraw

from nlp.domain import Document, Measure, Place, Row, Table
from nlp.domain.document import Box
from ui.client import ServiceError, documents
from ui.views.plan.opened import Opened
from ui.visitor import api
from ui.wording import plan as words

_CONTENT = "plan-content"
_BEFORE, _AFTER = 2, 3  # lines shown around the one
_PAGED = ("application/pdf", "image/")
_FRAME, _FRAME_PX = (213, 94, 0), 4
_HEAD_PX, _LINE_PX = 37, 19
_LOWEST_PX, _HIGHEST_PX = 66, 160  # text wraps in rows higher than 64 px
_NARROWEST_PX, _WIDEST_PX, _SIGN_PX = 44, 220, 8
_TINT = "background-color: rgba(230, 159, 0, 0.28)"


@dataclass(frozen=True)
class Line:
    """A row of a table by its columns, or a paragraph in column 0."""

    number: int | None
    cells: Mapping[int, str]


def show(opened: Opened, measure: Measure) -> None:
    """Draw the source of a measure."""
    st.subheader(words.SOURCE)
    place = measure.source
    if place.page is None and place.table is None and place.row is None:
        st.caption(words.SOURCE_ADDED)
        return
    given = {"page": place.page, "table": place.table, "row": place.row}
    st.caption(", ".join(words.SOURCE_WHERE[kind].format(n=n) for kind, n in given.items() if n is not None))
    document = _content(opened)
    if place.page is not None and opened.plan.roadmap.source.media_type.startswith(_PAGED):
        is_boxed = _page(opened, place.page, box_of(document, place) if document else None)
        if is_boxed:
            return
    lines, at = around(document, place) if document else ([], None)
    if at is None:
        st.info(words.SOURCE_NOT_FOUND if document else words.SOURCE_UNREADABLE)
        return
    _rows(lines, at)


def _content(opened: Opened) -> Document | None:
    """Return what the reader saw; kept while this person looks at this plan."""
    plan = opened.plan
    state = (plan.document_id, plan.updated_at)
    kept = st.session_state.get(_CONTENT)
    if kept is None or kept[0] != state:
        try:
            kept = (state, documents.content(api(), plan.document_id))
        except ServiceError as error:
            if error.slug != "not-found":
                raise
            kept = (state, None)
        st.session_state[_CONTENT] = kept
    found: Document | None = kept[1]
    return found


def _page(opened: Opened, number: int, box: Sequence[float] | None) -> bool:
    """Draw the page; tell whether the measure is marked on it."""
    try:
        png = documents.page_picture(api(), opened.plan.document_id, number)
    except ServiceError:
        st.caption(words.PAGE_ABSENT)
        return False
    if box is None:
        st.image(png, width="stretch", alt=words.PAGE_ALT.format(n=number))
        return False
    st.image(framed(png, box), width="stretch", alt=words.PAGE_BOX_ALT.format(n=number))
    return True


def framed(png: bytes, box: Sequence[float]) -> Image.Image:
    """Return the picture of a page with a frame around a box given in parts of its width and height."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    width, height = picture.size
    left, top, right, bottom = (min(1.0, max(0.0, part)) for part in box)
    edges = (left * width - _FRAME_PX, top * height - _FRAME_PX, right * width + _FRAME_PX, bottom * height + _FRAME_PX)
    if edges[0] < edges[2] and edges[1] < edges[3]:
        ImageDraw.Draw(picture).rectangle(edges, outline=_FRAME, width=_FRAME_PX)
    return picture


def _rows(lines: Sequence[Line], at: int) -> None:
    columns = sorted({column for line in lines for column in line.cells})
    # A heading over all columns makes none of them wide, and stands where there is room for it.
    full = [line for line in lines if len(line.cells) > 1] or lines
    lengths = {column: max(len(line.cells.get(column, "")) for line in full) for column in columns}
    widest = max(columns, key=lambda column: lengths[column])
    texts = [line.cells if len(line.cells) > 1 else {widest: "".join(line.cells.values())} for line in lines]
    names = {column: str(n) for n, column in enumerate(columns, 1)}
    rows = [
        {"sign": words.MARK if i == at else "", "row": line.number} | {names[c]: texts[i].get(c, "") for c in columns}
        for i, line in enumerate(lines)
    ]
    row_px = _height([*lines[at].cells.values()])
    st.dataframe(
        pd.DataFrame(rows).style.apply(lambda row: [_TINT if row.name == at else ""] * len(row), axis=1),
        column_config=_columns({names[column]: lengths[column] for column in columns}),
        hide_index=True,
        row_height=row_px,
        height=_HEAD_PX + row_px * len(lines) + 3,
        alt=words.SOURCE_ALT,
    )


def _columns(lengths: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sign": st.column_config.TextColumn("", width=28),
        "row": st.column_config.NumberColumn(words.SOURCE_ROW, width=58, format="%d"),
    }
    for name, length in lengths.items():
        label = words.SOURCE_TEXT if len(lengths) == 1 else name
        width = min(_WIDEST_PX * (1 + (len(lengths) == 1)), max(_NARROWEST_PX, length * _SIGN_PX))
        found[name] = st.column_config.TextColumn(label, width=width)
    return found


def _height(texts: Sequence[str]) -> int:
    """Return the height of the rows: what the marked one needs."""
    n_lines = max(len(text) * _SIGN_PX // _WIDEST_PX + 1 for text in texts)
    return min(_HIGHEST_PX, max(_LOWEST_PX, n_lines * _LINE_PX + 10))


def around(document: Document, place: Place) -> tuple[list[Line], int | None]:
    """Return the lines around a place and which of them is the one; None where it is not found."""
    table = _table(document, place)
    if table is not None:
        lines = [_line(row) for row in table.rows]
        at = next((i for i, row in enumerate(table.rows) if _is_at(row, place)), None)
    else:
        lines, at = _text(document, place)
    if at is None:
        return [], None
    first = max(0, at - _BEFORE)
    return lines[first : at + _AFTER + 1], at - first


def box_of(document: Document, place: Place) -> Box | None:
    """Return the parts of its page that a row takes: left, top, right, bottom; None where the reader told none."""
    table = _table(document, place)
    if table is not None:
        return next((row.box for row in table.rows if _is_at(row, place)), None)
    paragraphs = (block for block in document.blocks if not isinstance(block, Table))
    return next((p.box for p in paragraphs if p.row == place.row and p.page == place.page), None)


def _table(document: Document, place: Place) -> Table | None:
    if place.table is None:
        return None
    return next((b for b in document.blocks if isinstance(b, Table) and b.table == place.table), None)


def _is_at(row: Row, place: Place) -> bool:
    return row.row == place.row and (place.page is None or row.page is None or row.page == place.page)


def _line(row: Row) -> Line:
    return Line(row.row, {cell.column: " ".join(cell.text.split()) for cell in row.cells})


def _text(document: Document, place: Place) -> tuple[list[Line], int | None]:
    """Return the paragraphs and rows in their order, for measures that stand in no table."""
    lines: list[Line] = []
    at = None
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [_line(row) for row in block.rows]
            continue
        if place.table is None and block.row == place.row and (place.page is None or block.page == place.page):
            at = len(lines)
        number = f"{block.number} " if block.number else ""
        lines.append(Line(block.row, {0: number + " ".join(block.text.split())}))
    return lines, at
