"""Short notation for blocks, and a builder of Word files from raw XML."""

import io
import zipfile
from collections.abc import Iterable

from nlp.domain import Block, Table
from nlp.read import read_bytes

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def shown(blocks: Iterable[Block]) -> list[str]:
    """One line a paragraph («# » heading, «[1.] » automatic number) or table row.

    In rows cells are parted by « | »: «^» marks a cell covered from above, «>3» its colspan, «·» an
    absent position. A line «= 4» opens a table of four columns.
    """
    lines = []
    for block in blocks:
        if isinstance(block, Table):
            lines.append(f"= {block.n_columns}" + (f" {block.name}" if block.name else ""))
            lines.extend(_row(row.cells, block.n_columns) for row in block.rows)
        else:
            number = f"[{block.number}] " if block.number else ""
            lines.append(f"{'# ' if block.heading else ''}{number}{block.text}")
    return lines


def _row(cells, n_columns):
    pieces, column = [], 0
    for cell in cells:
        pieces += ["·"] * (cell.column - column)
        pieces.append(f"{'^' if cell.continued else ''}{cell.text}{f'>{cell.colspan}' if cell.colspan > 1 else ''}")
        column = cell.column + cell.colspan
    return " | ".join(pieces + ["·"] * (n_columns - column))


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(content="", properties=""):
    """A paragraph of one run, or of raw runs."""
    inner = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def deleted(text):
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def item(text, list_id=1, level=0):
    return par(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def cell(content="", properties=""):
    """A cell of one paragraph, or of raw blocks."""
    inner = (
        content
        if content.startswith("<w:p") or content.startswith("<w:t") or content.startswith("<w:s")
        else par(content)
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def span(n):
    return f'<w:gridSpan w:val="{n}"/>'


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def row(*cells, properties=""):
    """A row of texts or raw cells."""
    inner = "".join(c if c.startswith(("<w:tc", "<w:sdt", "<w:ins", "<w:customXml")) else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows, widths=()):
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def level(text, fmt="decimal", ilvl=0, extra="", start=1):
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels, nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def part(name, inner, attributes=""):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_NS} {attributes}>{inner}</w:{name}>'


def make_docx(*blocks, types=_TYPES, raw=None, **parts):
    """A Word file: body blocks, and further parts by name (numbering=…, styles=…, footnotes=…)."""
    files = {
        "[Content_Types].xml": types,
        "word/document.xml": raw or part("document", f"<w:body>{''.join(blocks)}</w:body>"),
    }
    files |= {f"word/{name}.xml": part(name, inner) for name, inner in parts.items()}
    return make_zip(files)


def read_docx(*blocks, **parts):
    """What is read from a Word file of these blocks and parts, as `shown` tells it."""
    return shown(read_bytes(make_docx(*blocks, **parts), "план.docx").blocks)


def make_zip(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
