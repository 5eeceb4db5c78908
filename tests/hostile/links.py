"""References to an address outside: whoever follows one is counted by a listener."""

# ruff: noqa: E501 (lines of markup)

from __future__ import annotations

from read_notation import make_zip, par

from hostile.case import case
from hostile.packing import RELATIONS, docx_files, plan, plan_sheet, relations, xlsx_files
from hostile.pages import TABLE

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODT_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
)


def odt_files(inner: str) -> dict[str, str]:
    """The parts of an OpenDocument text; `inner` is the inside of its body."""
    mime = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{p}" manifest:media-type="{m}"/>'
        for p, m in (("/", mime), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    return {
        "mimetype": mime,
        "content.xml": f'<office:document-content {_ODT_NS} office:version="1.2"><office:body><office:text>{inner}</office:text></office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {_ODT_NS} office:version="1.2"></office:document-styles>',
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</manifest:manifest>',
    }


@case("links-everywhere.docx", "ok partial")
def word(bait):
    kinds = (
        "attachedTemplate",
        "image",
        "oleObject",
        "hyperlink",
        "frame",
        "subDocument",
        "styles",
        "numbering",
        "footnotes",
        "settings",
    )
    linked = relations(
        "".join(
            f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{bait.url}/{kind}" TargetMode="External"/>'
            for i, kind in enumerate(kinds)
        )
    )
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "{bait.url}" INCLUDEPICTURE "{bait.url}"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="r1"/></v:shape></w:pict></w:r>'
    files = docx_files(par("План"), par(field + picture), plan(), settings='<w:attachedTemplate r:id="r0"/>')
    return make_zip(files | {"word/_rels/document.xml.rels": linked, "word/_rels/settings.xml.rels": linked})


@case("main-part-is-outside.docx", "ok partial rejected")
def main_part(bait):
    outside = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{bait.url}/a.xml" TargetMode="External"/></Relationships>'
    return make_zip(docx_files() | {"_rels/.rels": outside})


@case("links-everywhere.xlsx", "ok partial")
def workbook(bait):
    link = relations(
        f'<Relationship Id="r1" Type="{_OFFICE}/externalLinkPath" Target="{bait.url}/b.xlsx" TargetMode="External"/>'
    )
    sheet = (
        plan_sheet() + f'<row r="9"><c><f>WEBSERVICE("{bait.url}/f")</f><v>1</v></c><c><f>[1]A!A1</f><v>2</v></c></row>'
    )
    return make_zip(xlsx_files(sheet) | {"xl/externalLinks/_rels/externalLink1.xml.rels": link})


@case("links-everywhere.html", "ok partial")
def page(bait):
    u = bait.url
    head = f'<meta http-equiv=refresh content="0;url={u}/r"><base href="{u}/"><link rel=stylesheet href="{u}/c"><script src="{u}/s"></script><style>@import "{u}/i";</style>'
    body = f'<img src="{u}/p"><iframe src="{u}/f"></iframe><object data="{u}/o"></object><embed src="{u}/e"><video src="{u}/v"></video><svg><image href="{u}/g"/><use href="{u}/u"/></svg>'
    return f"<!DOCTYPE html SYSTEM '{u}/dtd'><html><head><meta charset=utf-8>{head}</head><body>{body}{TABLE}</body></html>".encode()


@case("links-everywhere.svg", "ok partial rejected")
def picture(bait):
    return f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="{bait.url}/g"/><text>План</text></svg>'.encode()


@case("links-everywhere.odt", "ok partial rejected", slow=True)
def opendocument(bait):
    u = bait.url
    inner = (
        f'<text:p>План<draw:frame><draw:image xlink:href="{u}/i" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame>'
        f'<draw:frame><draw:object xlink:href="{u}/o"/></draw:frame><draw:frame><draw:floating-frame xlink:href="{u}/f"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{u}/s" text:filter-name="writer8"/><text:p>а</text:p></text:section>'
        "<table:table><table:table-row><table:table-cell><text:p>№</text:p></table:table-cell></table:table-row></table:table>"
    )
    return make_zip(odt_files(inner))


@case("links-everywhere.rtf", "ok partial rejected", slow=True)
def rich(bait):
    u = bait.url
    fields = "".join(
        f'{{\\field{{\\*\\fldinst {{ {kind} "{u}/{kind}" \\\\d }}}}{{\\fldrslt a}}}}'
        for kind in ("INCLUDEPICTURE", "INCLUDETEXT", "LINK Word.Document.8", "HYPERLINK")
    )
    return f"{{\\rtf1\\ansi{{\\*\\template {u}/t.dot}}{fields}\\par Plan\\par}}".encode()


@case("links-everywhere.fodt", "ok partial rejected")
def flat(bait):
    inner = f'<text:p>План<draw:frame><draw:image xlink:href="{bait.url}/i"/></draw:frame></text:p>'
    return odt_files(inner)["content.xml"].replace("document-content", "document").encode()


@case("links-everywhere.mht", "ok partial rejected")
def archive(bait):
    return f"MIME-Version: 1.0\nContent-Type: text/html\nContent-Location: {bait.url}/m\n\n<img src='{bait.url}/i'>{TABLE}".encode()
