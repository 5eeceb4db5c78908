"""Entities in XML: multiplied, or naming what lies outside the file; in each part of each format."""

from __future__ import annotations

from read_notation import make_zip, par

from hostile.case import several
from hostile.links import odt_files
from hostile.packing import docx_files, plan_sheet, xlsx_files

_LAUGHS = "<!ENTITY a0 'ха-ха'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
_SQUARE = f"<!ENTITY a9 '{'ха' * 50_000}'>"
_ATTACKS = {
    "laughs": lambda bait: (_LAUGHS, "&a9;"),
    "square": lambda bait: (_SQUARE, "&a9;" * 2_000),
    "file": lambda bait: (f"<!ENTITY a9 SYSTEM 'file://{bait.secret}'>", "&a9;"),
    "http": lambda bait: (f"<!ENTITY a9 SYSTEM '{bait.url}/entity'>", "&a9;"),
    "parameter": lambda bait: (f"<!ENTITY % a SYSTEM '{bait.url}/dtd'> %a;", ""),
    "include": lambda bait: (
        None,
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{bait.secret}" parse="text"/>',
    ),
}
_STYLES = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"></w:styles>'
_WORD_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/styles.xml",
    "word/numbering.xml",
)
_BOOK_PARTS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
)
_TEXT_PARTS = ("content.xml", "styles.xml", "META-INF/manifest.xml")


def _attacked(xml: str, declared: str | None, used: str) -> str:
    """Put a document type before the root and the entity behind the root's first tag and into the first text."""
    body = xml[xml.index("?>") + 2 :] if xml.startswith("<?xml") else xml
    end = body.index(">")
    name = body[1:end].split()[0].rstrip("/")
    if body[end - 1] == "/":
        body = body[: end - 1] + f"></{name}>"
        end -= 1
    body = body[: end + 1] + used + body[end + 1 :]
    for text in ("Провести", "План"):
        body = body.replace(text, f"{used}{text}", 1)
    return f'<?xml version="1.0"?>{"" if declared is None else f"<!DOCTYPE {name} [{declared}]>"}{body}'


def _texts(files: dict) -> dict[str, str]:
    return {name: data if isinstance(data, str) else data.decode() for name, data in files.items()}


def _in_part(files, part, attack):
    def build(bait):
        texts = _texts(files())
        return make_zip(texts | {part: _attacked(texts[part], *attack(bait))})

    return build


def _word() -> dict:
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    files = docx_files(par("План", '<w:pStyle w:val="A"/>'), par("Провести опрос"), styles="", numbering="")
    return files | {"_rels/.rels": relations, "word/_rels/document.xml.rels": relations}


def _book() -> dict:
    return xlsx_files(plan_sheet(), "<si><t>План</t></si>")


def _fodt(attack):
    def build(bait):
        body = odt_files("<text:p>Провести опрос</text:p>")["content.xml"]
        flat = body.replace("office:document-content", "office:document").replace("<office:body>", "<office:body>", 1)
        return _attacked(flat, *attack(bait)).encode()

    return build


for _attack, _how in _ATTACKS.items():
    _outcome = "ok partial rejected" if _attack == "include" else "rejected"
    several(
        {
            f"{_attack}-in-{p.replace('/', '-')}.docx": _in_part(_word, p, _how)
            for p in _WORD_PARTS
            if p != "[Content_Types].xml"
        },
        _outcome,
    )
    several({f"{_attack}-in-{p.replace('/', '-')}.xlsx": _in_part(_book, p, _how) for p in _BOOK_PARTS}, _outcome)
    several({f"{_attack}-in-types.docx": _in_part(_word, "[Content_Types].xml", _how)}, "ok partial rejected")
    several(
        {
            f"{_attack}-in-{p.replace('/', '-')}.odt": _in_part(
                lambda: odt_files("<text:p>Провести опрос</text:p>"), p, _how
            )
            for p in _TEXT_PARTS
        },
        "ok partial rejected",
    )
    several({f"{_attack}.fodt": _fodt(_how), f"{_attack}.xml": _fodt(_how)}, "ok partial rejected")
    several(
        {
            f"{_attack}.html": lambda bait, how=_how: _attacked(
                "<html><body><p>План</p></body></html>", *how(bait)
            ).encode()
        },
        "ok partial rejected",
    )
