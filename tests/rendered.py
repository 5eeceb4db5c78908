"""Sample plans as Word files in several looks, and all that LibreOffice makes of Word files: PDF, doc, rtf, odt.

LibreOffice's start is what costs: all files of one look and format are converted in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from pdf_builder import LANDSCAPE, PORTRAIT
from read_notation import make_zip, part

from nlp.domain import Block, Cell, Paragraph, Row, Table
from nlp.read.legacyoffice import convert
from nlp.segment.header import header_of

FILTERS = {"pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}
ABSENT = "нет LibreOffice: apt-get install libreoffice-writer"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("numbering", "numbering"), ("footer", "footer"))
    )
    + "</Types>"
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_ITEM = re.compile(r"^((?:\d{1,2}\.)*)(\d{1,2})([.)]?)$")
_VOWELS = frozenset("аеёиоуыэюя")
_WORD = re.compile(r"[А-Яа-яЁё]{6,}")


@dataclass(frozen=True)
class Sheet:
    """How a plan is set as a Word file.

    `hyphens` puts soft hyphens into long words, which LibreOffice breaks at line ends; `automatic` makes numbers of items
    those of lists; `lines` is any of Word's sides of a table's border.
    """

    page: tuple[float, float] = LANDSCAPE
    margin: float = 40
    size: float = 10
    font: str = "Liberation Serif"
    hyphens: bool = True
    repeat_header: bool = False
    lines: Sequence[str] = _SIDES
    footer: bool = True
    automatic: bool = False


LOOKS = {
    "альбом": Sheet(),
    "альбом, шапка повторяется": Sheet(repeat_header=True),
    "книга": Sheet(page=PORTRAIT, size=11),
    "малый лист": Sheet(page=(420.0, 300.0), size=8, margin=30),
    "малый лист, шапка повторяется": Sheet(page=(420.0, 300.0), size=8, margin=30, repeat_header=True),
    "узкие столбцы": Sheet(page=(298.0, 420.0), size=8, margin=20, font="DejaVu Sans"),
    "без внешней рамки": Sheet(page=(560.0, 400.0), lines=("insideH", "insideV"), repeat_header=True),
    "без линий": Sheet(lines=(), hyphens=False),
}


def rendered(files: Sequence[Path], folder: Path, kind: str) -> list[Path]:
    """Convert Word files to one of FILTERS in one start of LibreOffice."""
    folder.mkdir(parents=True, exist_ok=True)
    made = convert(files, folder, FILTERS[kind], timeout_s=300.0)
    missing = [file.name for file, result in zip(files, made, strict=True) if result is None]
    assert not missing, f"LibreOffice made no {kind} of {missing}"
    return [path for path in made if path is not None]


def make_word(blocks: Iterable[Block], sheet: Sheet) -> bytes:
    """Set blocks as a Word file."""
    setter = _Setter(sheet)
    body = "".join(setter.block(block) for block in blocks)
    width, height = (round(20 * x) for x in sheet.page)
    margin = round(20 * sheet.margin)
    turned = ' w:orient="landscape"' if width > height else ""
    foot = '<w:footerReference w:type="default" r:id="rId2"/>' if sheet.footer else ""
    section = (
        f'<w:sectPr>{foot}<w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar w:top="{margin}" w:right="{margin}" '
        f'w:bottom="{margin}" w:left="{margin}" w:header="300" w:footer="300" w:gutter="0"/></w:sectPr>'
    )
    footer = (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:fldSimple w:instr="PAGE">{setter.run("1")}</w:fldSimple></w:p>'
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATION}/{name}" Target="{name}.xml"/>'
        for i, name in enumerate(("numbering", "footer"), 1)
    )
    return make_zip(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(
                f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/_rels/document.xml.rels": _relations(relations),
            "word/document.xml": part("document", f"<w:body>{body}<w:p/>{section}</w:body>"),
            "word/numbering.xml": part("numbering", setter.lists()),
            "word/footer.xml": part("ftr", footer),
        }
    )


def _relations(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


class _Setter:
    """Sets blocks as WordprocessingML and keeps the lists that their numbers need."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._lists: list[tuple[str, int, str]] = []
        self._next: tuple[str, int, str] | None = None

    def block(self, block: Block) -> str:
        """Return a paragraph or a table."""
        if isinstance(block, Table):
            return self._table(block) + "<w:p/>"
        text = f"{block.number or ''} {block.text}".strip()
        return self._paragraph(text, bold=isinstance(block, Paragraph) and block.heading)

    def run(self, text: str, *, bold: bool = False) -> str:
        """Return a run of text."""
        shown = escape(_WORD.sub(lambda m: syllables(m[0]), text) if self.sheet.hyphens else text)
        properties = f'<w:rFonts w:ascii="{self.sheet.font}" w:hAnsi="{self.sheet.font}" w:cs="{self.sheet.font}"/>'
        properties += f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(2 * self.sheet.size)}"/><w:lang w:val="ru-RU"/>'
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'

    def lists(self) -> str:
        """Return the lists of all automatic numbers."""
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="{start}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{before}%1{after}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
            for i, (before, start, after) in enumerate(self._lists, 1)
        )
        uses = (f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(1, len(self._lists) + 1))
        return kinds + "".join(uses)

    def _paragraph(self, text: str, *, bold: bool = False, properties: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr>{self.run(text, bold=bold) if text else ''}</w:p>"

    def _numbered(self, text: str) -> str:
        """Return an empty paragraph whose list shows the number."""
        before, number, after = _ITEM.fullmatch(text).groups()
        if self._next != (before, int(number), after):
            self._lists.append((before, int(number), after))
        self._next = (before, int(number) + 1, after)
        return self._paragraph(
            "", properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{len(self._lists)}"/></w:numPr>'
        )

    def _table(self, table: Table) -> str:
        borders = "".join(
            f'<w:{side} w:val="{"single" if side in self.sheet.lines else "nil"}" w:sz="4" w:space="0" w:color="000000"/>'
            for side in _SIDES
        )
        widths = self._widths(table)
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        found = header_of(table.rows[:3], table.n_columns) if self.sheet.repeat_header else None
        rows = "".join(
            self._row(
                row, table.rows[i + 1].cells if i + 1 < len(table.rows) else (), widths, bool(found and i < found[1])
            )
            for i, row in enumerate(table.rows)
        )
        layout = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _widths(self, table: Table) -> list[int]:
        """Share the page's width by the square roots of the columns' mean lengths."""
        weights = []
        for column in range(table.n_columns):
            lengths = [len(c.text) for r in table.rows for c in r.cells if c.column == column and c.colspan == 1]
            weights.append(max((sum(lengths) / max(len(lengths), 1)) ** 0.5, 2.5))
        room = 20 * (self.sheet.page[0] - 2 * self.sheet.margin)
        return [round(room * weight / sum(weights)) for weight in weights]

    def _row(self, row: Row, below: Sequence[Cell], widths: Sequence[int], is_header: bool) -> str:
        covered = {c.column for c in below if c.continued}
        cells, column = [], 0
        for cell in row.cells:
            cells += [self._cell(Cell(text="", column=i), widths, "") for i in range(column, cell.column)]
            merge = "<w:vMerge/>" if cell.continued else '<w:vMerge w:val="restart"/>' if cell.column in covered else ""
            cells.append(self._cell(cell, widths, merge, bold=is_header))
            column = cell.column + cell.colspan
        cells += [self._cell(Cell(text="", column=i), widths, "") for i in range(column, len(widths))]
        properties = "<w:trPr><w:tblHeader/></w:trPr>" if is_header else ""
        return f"<w:tr>{properties}{''.join(cells)}</w:tr>"

    def _cell(self, cell: Cell, widths: Sequence[int], merge: str, *, bold: bool = False) -> str:
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        width = sum(widths[cell.column : cell.column + cell.colspan])
        if cell.continued:
            inner = "<w:p/>"
        elif self.sheet.automatic and cell.column == 0 and _ITEM.fullmatch(cell.text):
            inner = self._numbered(cell.text)
        else:
            inner = self._paragraph(cell.text, bold=bold)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{inner}</w:tc>'


@cache
def syllables(word: str) -> str:
    """Put soft hyphens where Russian words are broken: between a vowel and a consonant before a vowel."""
    low = word.lower()
    places = [
        k
        for k in range(2, len(word) - 2)
        if low[k - 1] in _VOWELS and low[k] not in _VOWELS | {"й", "ь", "ъ"} and low[k + 1] in _VOWELS
    ]
    return "".join("\u00ad" + letter if k in places else letter for k, letter in enumerate(word))
