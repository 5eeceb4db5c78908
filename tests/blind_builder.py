"""Builds the documents of the blind set and their gold from the notation in samples/blind (its README says how to read it).

Run: python tests/blind_builder.py FOLDER — writes NAME.docx, NAME-soft.docx and NAME-tight.docx
(larger and much larger print, soft hyphens in long words) and NAME.json there.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

FOLDER = Path(__file__).parent / "samples" / "blind"
FIELDS = ("number", "measure", "deadline", "responsible", "result")
PAPERS = {"A4": (21.0, 29.7), "A5": (14.8, 21.0), "B5": (17.6, 25.0)}
ALIGN = {">>": WD_ALIGN_PARAGRAPH.RIGHT, "^^": WD_ALIGN_PARAGRAPH.CENTER}
VOWELS = "аеёиоуыэюя"
CONSONANTS = "бвгджзйклмнпрстфхцчшщ"
SYLLABLE = re.compile(
    rf"(?<=[{VOWELS}])(?=[{CONSONANTS}][{VOWELS}])|(?<=[{VOWELS}][{CONSONANTS}])(?=[{CONSONANTS}][{VOWELS}])", re.I
)
FORMAT = '<w:numFmt w:val="{}"/><w:lvlText w:val="{}"/><w:suff w:val="nothing"/><w:lvlJc w:val="left"/>'


@dataclass
class Look:
    """How the same plan is printed."""

    soft: bool = False
    larger: float = 0


@dataclass
class Work:
    """A document being built and what has been said so far."""

    document: Any
    plan: dict[str, Any]
    look: Look
    measures: list[dict[str, Any]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    counters: list[int] = field(default_factory=lambda: [0, 0])
    lists: int = 10


def names() -> list[str]:
    """Names of the plans, in order."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def build(name: str, look: Look | None = None) -> tuple[Any, dict[str, Any]]:
    """The Word document of a plan and its gold."""
    plan = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    work = Work(Document(), plan, look or Look())
    _page(work)
    for block in plan["blocks"]:
        ((kind, content),) = block.items()
        {"text": _text, "table": _plan_table, "grid": _grid}[kind](work, content)
    gold = {"doc": name, "plans": plan.get("plans", 1), "measures": work.measures}
    return work.document, gold


def soften(text: str) -> str:
    """Long words with soft hyphens between their syllables."""
    return re.sub(r"[а-яё]{7,}", lambda m: m[0][:2] + SYLLABLE.sub("\u00ad", m[0][2:-2]) + m[0][-2:], text, flags=re.I)


def _page(work: Work) -> None:
    page, section = work.plan["page"], work.document.sections[0]
    width, height = PAPERS[page.get("paper", "A4")]
    if page.get("landscape"):
        width, height, section.orientation = height, width, WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(width), Cm(height)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Cm(page.get("margin", 1.7)))
    style = work.document.styles["Normal"]
    style.font.name, style.font.size = page.get("face", "Liberation Serif"), Pt(page.get("font", 11) + work.look.larger)
    style.paragraph_format.space_after = Pt(0)
    style.element.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="ru-RU"/>'))
    work.document.settings.element.append(parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>"))
    if page.get("head"):
        section.header.paragraphs[0].text = page["head"]
    if page.get("foot"):
        below = page["foot"] == "bottom"
        paragraph = section.footer.paragraphs[0] if below else section.header.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        inside = "<w:r><w:t>1</w:t></w:r>"
        paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE">{inside}</w:fldSimple>'))


def _text(work: Work, content: str) -> None:
    for line in content.splitlines():
        mark, rest = (line[:2], line[2:].strip()) if line[:2] in (">>", "^^", "§ ", "§§") else ("", line)
        if rest == "---":
            work.document.add_page_break()
            continue
        paragraph = work.document.add_paragraph()
        paragraph.alignment = ALIGN.get(mark)
        _runs(work, paragraph, rest, bold=mark in ("^^", "§ ", "§§"))
        if mark.startswith("§"):
            work.path = [rest] if mark == "§ " else [*work.path[:1], rest]


def _runs(work: Work, paragraph: Any, text: str, bold: bool = False) -> None:
    text = soften(text) if work.look.soft else text
    for k, line in enumerate(text.split("\\")):
        run = paragraph.add_run(line.strip() if "\\" in text else line)
        run.bold = bold
        if k < text.count("\\"):
            run.add_break()


def _grid(work: Work, content: dict[str, Any]) -> None:
    """A table that is no plan."""
    rows = [[cell.strip() for cell in row.split("|")] for row in content["rows"].splitlines()]
    table = _new_table(work, content, len(rows[0]))
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _fill(work, cell, text)


def _new_table(work: Work, content: dict[str, Any], columns: int) -> Any:
    table = work.document.add_table(0, columns)
    table.style = "Table Grid" if content.get("border", True) else "Normal Table"
    table.autofit = False
    section = work.document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 360000
    parts = [float(w) for w in str(content.get("widths", "1 " * columns)).split()]
    for column, part in zip(table.columns, parts, strict=True):
        column.width = Cm(room * part / sum(parts))
    return table


def _fill(work: Work, cell: Any, text: str, bold: bool = False) -> None:
    for k, part in enumerate(text.split("//")):
        paragraph = cell.paragraphs[0] if k == 0 else cell.add_paragraph()
        if part.strip().startswith("* "):
            _number(paragraph, _list(work, "bullet", ["•"]), 0)
        _runs(work, paragraph, part.strip().removeprefix("* "), bold)


def _plan_table(work: Work, content: dict[str, Any]) -> None:
    roles = content["columns"].split()
    table = _new_table(work, content, len(roles))
    work.counters, work.path = [0, 0], work.path if content.get("keep") else []
    levels = content.get("levels", ["%1."])
    numbering = _list(work, "decimal", levels)
    above: list[str] = [""] * len(roles)
    for line in content.get("header", "").splitlines():
        _header(work, table, line, bool(content.get("repeat")))
    for line in content["rows"].splitlines():
        if line.startswith("="):
            _section_row(work, table, line, numbering)
        elif line.startswith("!"):
            _header(work, table, line[1:], False)
        else:
            above = _measure_row(work, table, line, (roles, above, numbering, len(levels)))
    for grid, part in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), table.columns, strict=True):
        grid.set(qn("w:w"), str(int(part.width / 635)))
    for row in table.rows:
        for cell, column in zip(row._tr.tc_lst, table.columns, strict=False):
            if cell.grid_span == 1:
                cell.width = column.width


def _header(work: Work, table: Any, line: str, repeat: bool) -> None:
    row = table.add_row()
    for cell, text in zip(row.cells, line.split("|"), strict=True):
        _fill(work, cell, text, bold=True)
    if repeat:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _section_row(work: Work, table: Any, line: str, numbering: int) -> None:
    """«== » outer, «=== » inner, «=# » numbered by Word, «=2 » in the second cell alone; else merged over all columns."""
    mark, _, text = line.partition(" ")
    cells = table.add_row().cells
    cell = cells[1] if mark == "=2" else cells[0].merge(cells[-1])
    _fill(work, cell, text, bold=True)
    if mark == "=#":
        _number(cell.paragraphs[0], numbering, 0)
        work.counters = [work.counters[0] + 1, 0]
    work.path = [*work.path[:1], text] if mark == "===" else [text]


def _measure_row(work: Work, table: Any, line: str, setting: tuple[list[str], list[str], int, int]) -> list[str]:
    roles, above, numbering, levels = setting
    texts = [part.strip() for part in line.split("|")]
    row = table.add_row()
    value: dict[str, str] = {}
    alternates: dict[str, list[str]] = {}
    for k, (role, text, cell) in enumerate(zip(roles, list(texts), row.cells, strict=True)):
        if text == "^":
            texts[k] = above[k]
            table.rows[-2].cells[k].merge(cell)
            for empty in cell.paragraphs[1:] if not cell.paragraphs[-1].text else []:
                empty._p.getparent().remove(empty._p)
        elif role == "number" and text == "#":
            _number(cell.paragraphs[0], numbering, levels - 1)
            work.counters[levels - 1] += 1
            texts[k] = ".".join(map(str, work.counters[:levels])) + "."
        else:
            _fill(work, cell, text)
        if role == "section":
            work.path = [plain(texts[k])]
        elif role in FIELDS:
            value[role] = plain(texts[k])
            dashed = plain(texts[k].replace("* ", "- "))
            if dashed != value[role]:
                alternates[role] = [dashed]
    number = value.pop("number", "") or None
    path = list(work.path)
    work.measures.append({"number": number, "path": path, "section": path[-1] if path else None} | value)
    work.measures[-1]["alternates"] = alternates
    return texts


def plain(text: str) -> str:
    """A cell's text as it is read: single spaces, no list bullets."""
    return " ".join(re.sub(r"(^|//)\s*\* ", " ", text).replace("//", " ").replace("\\", " ").split())


def _list(work: Work, kind: str, levels: list[str]) -> int:
    """A new Word list; its number."""
    work.lists += 1
    root = work.document.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/>{FORMAT.format(kind, text)}</w:lvl>' for k, text in enumerate(levels)
    )
    style = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{work.lists}">{inside}</w:abstractNum>')
    root.insert(0, style)
    link = f'<w:abstractNumId w:val="{work.lists}"/>'
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{work.lists}">{link}</w:num>'))
    return work.lists


def _number(paragraph: Any, numbering: int, level: int) -> None:
    inside = f'<w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{inside}</w:numPr>"))


def main(folder: Path) -> None:
    """Write every document and its gold."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        document, gold = build(name)
        document.save(str(folder / f"{name}.docx"))
        for look, larger in (("soft", 2), ("tight", 4)):
            build(name, Look(soft=True, larger=larger))[0].save(str(folder / f"{name}-{look}.docx"))
        (folder / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
