"""Plain text as PDF converters leave it: tab or pipe separated rows among ordinary lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nlp.domain import Block, Cell, Paragraph, Row
from nlp.read.encoding import decode
from nlp.read.grid import make_row, make_table
from nlp.read.limits import MAX_PARAGRAPHS, MAX_ROWS, MAX_SPAN, Budget, too_large
from nlp.read.monospaced import is_aligned, read_aligned
from nlp.read.separated import records, separated_blocks
from nlp.read.stacked import unstacked
from nlp.text import clean

_RULER = re.compile(r"^[\s|:+=_–—-]*$")
_INSIDE = re.compile(r"^\s*(?:[а-яё(]|[-–—•*]\s|\d+ ?[а-яё%])")
_PAGE_NUMBER = re.compile(r"^[-–—\s]*\d{1,3}[-–—\s]*$")
# Where all tabs stand here, they are indents and Word's «1.⇥Провести…», and there is no table.
_LIST_MARK = re.compile(r"^\s*(?:(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[-–—•*·])(?=\s))?")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_OPEN = frozenset(",-–—:(«")
_LEADING_NUMBER = re.compile(r"^\s*\d{1,3}(?:\.\d{1,3})*[.)]?\s*(?:\t|$)")


def _cells(line: str) -> list[str] | None:
    """Split a table line into its cells, or return None for an ordinary line."""
    if "\t" in line.strip(" \r"):
        return [clean(cell) for cell in line.strip("\r").split("\t")]
    stripped = line.strip()
    if stripped.startswith("|") and stripped.count("|") >= 3:
        return [clean(cell) for cell in stripped.strip("|").split("|")]
    return None


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; a row that line breaks inside its cells tore apart is joined again.

    A line with fewer cells than most rows have is joined with the lines after it when together
    they give exactly one full row: «1.⇥Провести:» + «- опрос;» + «- анализ⇥Май⇥ОО».
    """
    widths = Counter(n for line in lines if (n := line.count("\t")) >= 2 and line.strip())
    full = max(widths, key=lambda n: (widths[n], n), default=0)
    numbered = sum(bool(_LEADING_NUMBER.match(line)) for line in lines if line.count("\t") == full) >= 2
    i = 0
    while i < len(lines):
        line, start = lines[i], i
        starts_row = bool(_LEADING_NUMBER.match(line)) if numbered else "\t" in line.strip()
        if starts_row and 0 < line.count("\t") <= full:
            end = _row_end(lines, i, full)
            if end:
                line, i = " ".join(part.strip(" \r") for part in lines[i : end + 1]), end
        yield start + 1, line
        i += 1


def _row_end(lines: list[str], start: int, full: int) -> int | None:
    """Return the index of the line that completes the row begun at `start`, if one does."""
    tabs, end = lines[start].count("\t"), start
    for i in range(start + 1, min(start + 40, len(lines))):
        line = lines[i]
        if not line.strip() or _LEADING_NUMBER.match(line) or tabs + line.count("\t") > full:
            break
        if _PAGE_NUMBER.match(line):
            break
        if tabs == full and not (_INSIDE.match(line) or lines[i - 1].rstrip()[-1:] in _OPEN):
            break
        tabs, end = tabs + line.count("\t"), i
    return end if tabs == full and end > start else None


def _row(cells: list[str], line: int, page: int | None, budget: Budget) -> Row:
    if len(cells) > MAX_SPAN:
        raise too_large(f"в строке таблицы больше {MAX_SPAN} ячеек")
    return make_row([Cell(text=text, column=i) for i, text in enumerate(cells)], line, page, budget)


def read_plain(data: bytes) -> tuple[Block, ...]:
    """Read a text file: blocks of neighbouring table lines become tables, other lines paragraphs.

    Page numbers count form feeds and are None where the text has none.

    Raises:
        UnreadableFileError: not a text.
        LimitError: larger than a plan can be.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\t" not in text.strip():
        if values := records(text):
            return separated_blocks(values)
        if is_aligned(text):
            return read_aligned(text)
        text = "\n".join(unstacked(text.split("\n")) or [text])
    page = 1 if "\f" in text else None
    blocks: list[Block] = []
    rows: list[Row] = []
    n_tables, budget = 0, Budget()
    lines = text.split("\n")
    n_rows = sum("\t" in line for line in lines)
    _refuse_length(n_rows, sum(not line.isspace() for line in lines if line) - n_rows)
    if not any("\t" in _LIST_MARK.sub("", line, count=1).strip() for line in lines):
        lines = [line.replace("\t", " ") for line in lines]
    for number, raw in _joined(lines):
        if page is not None and "\f" in raw:
            page += raw.count("\f")
            n_tables += _close(rows, blocks, n_tables + 1)
        line = raw.replace("\f", "")
        cells = _cells(line)
        if cells is None:
            n_tables += _close(rows, blocks, n_tables + 1)
            for paragraph in _paragraph(line, number, page):
                budget.paragraph(len(paragraph.text))
                blocks.append(paragraph)
        elif not all(_RULER.match(cell) for cell in cells):
            rows.append(_row(cells, number, page, budget))
    _close(rows, blocks, n_tables + 1)
    return tuple(blocks)


def _refuse_length(n_rows: int, n_paragraphs: int) -> None:
    """Refuse a text by its lines before the costly work, with a share left for lines that will be joined or dropped."""
    if n_rows > 2 * MAX_ROWS or n_paragraphs > 2 * MAX_PARAGRAPHS:
        raise too_large("в нём слишком много строк")


def _close(rows: list[Row], blocks: list[Block], number: int) -> bool:
    """Make a table of the rows collected and begin anew; False where there are none."""
    if not rows:
        return False
    made = make_table(rows, number)
    rows.clear()
    if made is None:
        return False
    blocks.append(made)
    return True


def _paragraph(line: str, number: int, page: int | None) -> Iterator[Paragraph]:
    content = clean(line)
    marked = _MARKDOWN_HEADING.match(content)
    content = content[marked.end() :] if marked else content
    if content and not _RULER.match(content):
        yield Paragraph(text=content, heading=bool(marked), row=number, page=page)
