"""A template from outside is a foreign file and a program at once: what it may hold, and how it is filled in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from nlp.errors import InputError, SverkaError
from nlp.read.archive import Archive, parse_xml
from service.reports.sandbox import findings, render

MAX_TEMPLATE_BYTES = 2 * 1024**2
MAX_PART_BYTES = 2 * 1024**2
MAX_UNPACKED_BYTES = 8 * 1024**2
MAX_ENTRIES = 200
MAX_TAGS, MAX_TAG = 1_000, 300
FIELDS = frozenset(["PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "REF", "PAGEREF", "STYLEREF", "TOC"])
STATEMENTS = frozenset(("for", "endfor", "if", "elif", "else", "endif", "cellbg"))

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(
    r"\[content_types\]\.xml|(?:_rels/|word/_rels/|customxml/_rels/)[^/]*\.rels|docprops/[^/]+\.(?:xml|jpe?g)"
    r"|word/[^/]+\.xml|word/theme/[^/]+\.xml|word/media/[^/]+\.(?:png|jpe?g|gif)|customxml/[^/]+\.xml"
)
_IMAGE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8")
_RENDERED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
_DANGEROUS = frozenset(
    ("altChunk", "object", "OLEObject", "control", "subDoc", "attachedTemplate", "mailMerge", "script")
)
_TAG = re.compile(r"\{\{(?P<value>[^{}]*)\}\}|\{%(?P<statement>[^{}%]*)%\}|\{#[^{}#]*#\}")
_STATEMENT = re.compile(r"(?:(?:tr|tc|p|r) )? ?(\w+)(?: .*)?")
_PREFIXED = re.compile(r"(?:tr|tc|p|r) ")
_GUID = re.compile(r"\{[0-9A-Fa-f-]{36}\}")


def static_findings(data: bytes, sample: Mapping[str, Any]) -> Iterator[str]:
    """Yield in Russian what is wrong with a template without filling it in; `sample` holds all that it may name."""
    try:
        parts = _unpacked(data)
    except SverkaError as error:
        yield f"{error.what}: {error.why}."
        return
    sound = True
    for finding in _package_findings(parts):
        yield finding
        sound = False
    # Docxtpl's patterns take the square of what a sound document never holds: it sees only what has passed so far.
    if sound:
        yield from _syntax_findings(data, sample)


def _package_findings(parts: Mapping[str, bytes]) -> Iterator[str]:
    if "word/document.xml" not in parts:
        yield "Это не документ Word (.docx)."
    for name, content in parts.items():
        if not _PARTS.fullmatch(name):
            yield f"Лишняя часть в файле: {name}. Макросы и вложения не разрешены."
        elif name.startswith("word/media/") and not _IMAGE.match(content):
            yield f"Картинка {name} не в формате PNG, JPEG или GIF."
        elif name.endswith((".xml", ".rels")):
            yield from _part_findings(name, content)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Unpack a template under limits that are far below those of plans."""
    too_large = InputError("Шаблон не принят", "он слишком велик", "Уберите картинки и лишний текст.")
    if len(data) > MAX_TEMPLATE_BYTES:
        raise too_large
    archive = Archive(data)
    if len(archive.names) > MAX_ENTRIES:
        raise too_large
    parts = {}
    for name in archive.names:
        parts[name] = archive.read(name) or b""
        if len(parts[name]) > MAX_PART_BYTES or sum(map(len, parts.values())) > MAX_UNPACKED_BYTES:
            raise too_large
    return parts


def _part_findings(name: str, content: bytes) -> Iterator[str]:
    try:
        root = parse_xml(content)
    except SverkaError as error:
        yield f"{name}: {error.why}."
        return
    if name == "[content_types].xml" and b"macroenabled" in content.lower():
        yield "В шаблоне есть макросы: сохраните его как .docx."
    if name.endswith(".rels"):
        yield from _relation_findings(name, root)
        return
    found = {etree.QName(e).localname for e in root.iter(etree.Element)} & _DANGEROUS
    yield from (f"{name}: не разрешён элемент {tag}." for tag in sorted(found))
    yield from (f"{name}: не разрешено поле {code}." for code in _fields(root) if code not in FIELDS)
    if _RENDERED.fullmatch(name):
        yield from _brace_findings(name, root)


def _relation_findings(name: str, root: etree._Element) -> Iterator[str]:
    for relation in root.iter(etree.Element):
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if relation.get("TargetMode", "").lower() == "external":
            yield f"{name}: внешняя ссылка ({kind}). Уберите ссылки, связанные рисунки и присоединённый шаблон."
        elif kind.lower() in {
            "vbaproject",
            "oleobject",
            "package",
            "afchunk",
            "control",
            "attachedtemplate",
            "subdocument",
        }:
            yield f"{name}: не разрешена связь «{kind}»."


def _fields(root: etree._Element) -> Iterator[str]:
    """Yield the names of the fields, those whose code is spread over several runs too."""
    for simple in root.iter(f"{_W}fldSimple"):
        yield _first_word(simple.get(f"{_W}instr", ""))
    codes: list[str] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        if element.tag == f"{_W}instrText":
            if not codes:
                codes.append("")
            codes[-1] += element.text or ""
        elif element.get(f"{_W}fldCharType") == "begin":
            codes.append("")
        elif codes:
            yield _first_word(codes.pop())
    yield from (_first_word(code) for code in codes)


def _first_word(code: str) -> str:
    return (code.split() or ["(пустое)"])[0].upper()


def _brace_findings(name: str, root: etree._Element) -> Iterator[str]:
    """Braces stand in well-formed tags inside one paragraph's text and nowhere else: what docxtpl joins cannot surprise."""
    texts: dict[etree._Element, list[str]] = {}
    for element in root.iter(etree.Element):
        if any(c in _GUID.sub("", str(v)) for v in element.attrib.values() for c in "{}"):
            yield f"{name}: фигурные скобки в свойствах элемента."
            return
        for text, inside in ((element.text, element.tag == f"{_W}t"), (element.tail, False)):
            if text and inside:
                paragraph = next(element.iterancestors(f"{_W}p"), root)
                texts.setdefault(paragraph, []).append(text)
            elif text and ("{" in text or "}" in text):
                yield f"{name}: фигурные скобки вне текста абзаца."
                return
    tags = [tag for pieces in texts.values() for tag in _TAG.finditer("".join(pieces))]
    if len(tags) > MAX_TAGS:
        yield f"{name}: подстановок больше {MAX_TAGS}."
    yield from (f"{name}: {finding}" for tag in tags for finding in _tag_findings(tag))
    for pieces in texts.values():
        rest = _TAG.sub("", "".join(pieces))
        if "{" in rest or "}" in rest:
            yield f"{name}: непарные фигурные скобки в абзаце «{rest.strip()[:60]}»."


def _tag_findings(tag: re.Match[str]) -> Iterator[str]:
    inside = tag["value"] if tag["value"] is not None else tag["statement"]
    if inside is None:
        return
    shown = tag[0][:60]
    if len(tag[0]) > MAX_TAG or re.search(r"[^\S ]| {3}", inside):
        yield f"слишком длинная подстановка или лишние пробелы: {shown}"
    elif inside.startswith(("-", "+")) or inside.endswith(("-", "+")):
        yield f"знаки «-» и «+» у скобок не разрешены: {shown}"
    elif tag["statement"] is not None:
        words = _STATEMENT.fullmatch(inside.strip())
        if words is None or words[1] not in STATEMENTS:
            yield f"неизвестная команда: {shown}"
    elif _PREFIXED.match(inside.lstrip()):
        yield f"подстановка не может заменять абзац или строку: {shown}"


def _syntax_findings(data: bytes, sample: Mapping[str, Any]) -> Iterator[str]:
    """Check what Jinja will be given, after docxtpl has joined the tags that Word tore apart."""
    template = _template(data)
    template.render_init()
    sources = [template.patch_xml(template.get_xml())]
    for part in template.docx.part.package.iter_parts():
        if _RENDERED.fullmatch(str(part.partname).lstrip("/").lower()) and part is not template.docx.part:
            sources.append(template.patch_xml(template.get_part_xml(part)))
    if "{{" not in sources[0]:
        yield "В документе нет ни одной подстановки вида {{ plan.title }}: заключение не сказало бы ничего о плане."
    for source in sources:
        yield from findings(source, sample)


def filled(data: bytes, values: Mapping[str, Any], day: str) -> bytes:
    """Fill in a checked template; title and dates of the document's properties are set from the values and `day` (ISO).

    Raises:
        InputError: what comes out is too large.
        SverkaError: what comes out is no sound XML.
        jinja2.TemplateError: a value is missing.
    """
    template = _template(data)
    template.render(dict(values))
    properties = template.docx.core_properties
    properties.author = properties.last_modified_by = "Сверка"
    properties.title = str(values["plan"]["title"])[:250]
    properties.created = properties.modified = datetime.fromisoformat(day)
    properties.revision = 1
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()


def _template(data: bytes) -> Any:
    from docxtpl import DocxTemplate

    class SafeTemplate(DocxTemplate):  # type: ignore[misc]
        """Docxtpl with the sandbox instead of a plain environment; the properties are no templates."""

        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
            """Render one part in the sandbox; line ends and tabs become Word's own."""
            text: str = self.resolve_listing(render(src_xml, context))
            return text

        def fix_tables(self, xml: str) -> Any:
            """Refuse what a recovering parser would silently repair."""
            parse_xml(xml.encode())
            return super().fix_tables(xml)

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """Leave the properties alone; `filled` sets them."""

    return SafeTemplate(io.BytesIO(data))
