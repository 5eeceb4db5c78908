"""A table with random merges, line breaks and a page break is read back the same from every format."""

import html
import io
from dataclasses import dataclass

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from read_notation import CONTINUE, RESTART, cell, make_docx, par, row, run, span, table

from nlp.domain import Table
from nlp.read import read_bytes

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗ"
WORD = st.text(LETTERS + "0123456789№%«»()\"'.,;:—–-+/", min_size=1, max_size=9)


@dataclass(frozen=True)
class Piece:
    """A cell of the grid that spans `height` rows and `width` columns; lines of its text."""

    top: int
    left: int
    height: int
    width: int
    lines: tuple[str, ...]

    @property
    def text(self):
        return " ".join(self.lines)


@dataclass(frozen=True)
class Plan:
    n_rows: int
    n_columns: int
    pieces: tuple[Piece, ...]

    def covering(self, r):
        return sorted((p for p in self.pieces if p.top <= r < p.top + p.height), key=lambda p: p.left)

    def expected(self):
        """(column, colspan, continued, text) of each row, as formats with merges hold them."""
        return [[(p.left, p.width, p.top < r, p.text) for p in self.covering(r)] for r in range(self.n_rows)]


@st.composite
def plans(draw):
    n_rows, n_columns = draw(st.integers(2, 6)), draw(st.integers(3, 6))
    line = st.lists(WORD, min_size=1, max_size=3).map(lambda words: draw(st.sampled_from(LETTERS)) + " ".join(words))
    # The head is whole, so that every column begins somewhere.
    pieces = [Piece(0, c, 1, 1, (draw(line),)) for c in range(n_columns)]
    taken = set()
    for r in range(1, n_rows):
        for c in range(n_columns):
            if (r, c) in taken:
                continue
            height, width = draw(st.sampled_from([(1, 1)] * 5 + [(1, 2), (2, 1), (3, 1), (2, 2), (1, 6)]))
            height, width = min(height, n_rows - r), min(width, n_columns - c)
            while any((r, c + k) in taken for k in range(width)):
                width -= 1
            taken |= {(r + i, c + k) for i in range(height) for k in range(width)}
            filled = (height, width) != (1, 1) or draw(st.integers(0, 4))
            lines = draw(st.lists(line, min_size=1, max_size=3)) if filled else []
            pieces.append(Piece(r, c, height, width, tuple(lines)))
    return Plan(n_rows, n_columns, tuple(pieces))


def read_rows(data, name):
    blocks = read_bytes(data, name).blocks
    assert all(isinstance(block, Table) for block in blocks)
    return [[(c.column, c.colspan, c.continued, c.text) for c in r.cells] for block in blocks for r in block.rows]


def escaped(text):
    return html.escape(text, quote=True)


def docx_rows(plan, first, last):
    rows = []
    for r in range(first, last):
        cells = []
        for p in plan.covering(r):
            merge = "" if p.height == 1 else RESTART if p.top == r else CONTINUE
            lines = p.lines if p.top == r else ()
            content = par("<w:r><w:br/></w:r>".join(run(escaped(line)) for line in lines) or "<w:r/>")
            cells.append(cell(content, (span(p.width) if p.width > 1 else "") + merge))
        rows.append(row(*cells))
    return rows


def html_rows(plan, first, last):
    rows = []
    for r in range(first, last):
        cells = [p for p in plan.covering(r) if p.top == r]
        tags = [
            f"<td rowspan={p.height} colspan={p.width}>{'<br>'.join(escaped(line) for line in p.lines)}</td>"
            for p in cells
        ]
        rows.append(f"<tr>{''.join(tags)}</tr>")
    return rows


def cuts(plan):
    """Rows before which a page break can part the table without cutting a merged cell."""
    return [r for r in range(1, plan.n_rows) if all(p.top == r for p in plan.covering(r))]


@settings(max_examples=60, deadline=None)
@given(plans())
def test_docx(plan):
    data = make_docx(table(*docx_rows(plan, 0, plan.n_rows)))
    assert read_rows(data, "a.docx") == plan.expected()


@settings(max_examples=60, deadline=None)
@given(plans())
def test_html(plan):
    page = f"<html><meta charset=utf-8><body><table>{''.join(html_rows(plan, 0, plan.n_rows))}</table></body></html>"
    assert read_rows(page.encode(), "a.html") == plan.expected()


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_a_page_break_with_a_repeated_head_loses_nothing(plan, data):
    places = cuts(plan)
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    expected = plan.expected()
    expected = expected[:at] + expected[:1] + expected[at:]
    head, tail = docx_rows(plan, 0, at), docx_rows(plan, 0, 1) + docx_rows(plan, at, plan.n_rows)
    assert (
        read_rows(make_docx(table(*head), par('<w:r><w:br w:type="page"/></w:r>'), table(*tail)), "a.docx") == expected
    )
    head, tail = html_rows(plan, 0, at), html_rows(plan, 0, 1) + html_rows(plan, at, plan.n_rows)
    page = f"<html><body><table>{''.join(head)}</table><hr><table>{''.join(tail)}</table></body></html>"
    assert read_rows(page.encode(), "a.html") == expected


@settings(max_examples=40, deadline=None)
@given(plans())
def test_xlsx(plan):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for p in plan.pieces:
        if p.lines:
            sheet.cell(p.top + 1, p.left + 1, "\n".join(p.lines))
        if p.height > 1 or p.width > 1:
            sheet.merge_cells(
                start_row=p.top + 1, end_row=p.top + p.height, start_column=p.left + 1, end_column=p.left + p.width
            )
    stream = io.BytesIO()
    workbook.save(stream)
    # A sheet has no rows of its own: one that only goes on with merged cells is not there.
    kept = [cells for cells in plan.expected() if any(text and not continued for _, _, continued, text in cells)]
    assert read_rows(stream.getvalue(), "a.xlsx") == kept


@settings(max_examples=60, deadline=None)
@given(plans(), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]), st.sampled_from(["\n", "\r\n"]))
def test_text(plan, encoding, line_end):
    """Tab-separated text holds no merges: a text stands in the first place of its cell."""
    grid = [[""] * plan.n_columns for _ in range(plan.n_rows)]
    for p in plan.pieces:
        grid[p.top][p.left] = p.text
    data = line_end.join("\t".join(cells) for cells in grid).encode(encoding)
    expected = [[(c, 1, False, text) for c, text in enumerate(cells)] for cells in grid if any(cells)]
    assert read_rows(data, "a.txt") == expected
