"""A template from outside: what is accepted, and a set of attacks that are not."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reports_samples import conclusion_input

from nlp.errors import InputError
from service.reports.conclusion import builtin_template, check_template, conclusion
from service.reports.template import MAX_TEMPLATE_BYTES


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """Replace or add parts of a document: `word_x_xml` is «word/x.xml»."""
    target = io.BytesIO()
    named = {name.replace("__", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name, None) or old.read(name))
        for name, content in named.items():
            new.writestr(name, content)
    return target.getvalue()


def body(xml: str) -> bytes:
    made = docx.Document()
    made.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w', 'r')}>", 1)))
    return saved(made)


def text_of(data: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)


def test_an_own_template_is_filled_in():
    own = document(
        "{{ plan.title|upper }}", "{%p for gap in gaps %}", "{{ loop.index }}. {{ gap.title }}", "{%p endfor %}"
    )
    assert check_template(own) == ()
    assert text_of(conclusion(conclusion_input(), own)).split("\n") == [
        "ДОРОЖНАЯ КАРТА",
        "1. Курсы команд",
        "2. Наставничество",
    ]


def test_a_tag_that_word_tore_apart_is_joined():
    own = body("<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ plan.</w:t></w:r><w:r><w:t>region }}</w:t></w:r></w:p>")
    assert check_template(own) == ()
    assert text_of(conclusion(conclusion_input(), own)) == "Приречная область"


@pytest.mark.parametrize(
    "text, finding",
    [
        ("{{ plan.__class__.__mro__ }}", "Неизвестное поле"),
        ("{{ plan['__class__'] }}", "Неизвестное поле"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "Не разрешено: Call"),
        ("{{ plan.title.format(x) }}", "Не разрешено: Call"),
        ("{{ plan|attr('title') }}", "Неизвестный фильтр «attr»"),
        ("{{ plan.title|safe }}", "Неизвестный фильтр «safe»"),
        ("{{ plan.title|map('x') }}", "Неизвестный фильтр «map»"),
        ("{{ config }}", "Неизвестное поле «config»"),
        ("{{ self }}", "Неизвестное поле «self»"),
        ("{{ plan.titel }}", "Неизвестное поле «plan.titel»"),
        ("{{ cycler.__init__ }}", "Неизвестное поле"),
        ("{{ 'a' * 1000000000 }}", "Не разрешено: Mul"),
        ("{{ 9 ** 9 ** 9 }}", "Не разрешено: Pow"),
        ("{{ 'a' ~ plan.title }}", "Не разрешено: Concat"),
        ("{{ [1, 2] }}", "Не разрешено: List"),
        ("{% include '/etc/passwd' %}", "неизвестная команда"),
        ("{% import 'os' as os %}", "неизвестная команда"),
        ("{% extends 'x' %}", "неизвестная команда"),
        ("{% macro m() %}x{% endmacro %}", "неизвестная команда"),
        ("{% set x = 1 %}", "неизвестная команда"),
        ("{% autoescape false %}{{ plan.title }}{% endautoescape %}", "неизвестная команда"),
        ("{% raw %}x{% endraw %}", "неизвестная команда"),
        ("{% vm %}", "неизвестная команда"),
        ("{% colspan 3 %}", "неизвестная команда"),
        ("{% for x in range(1000000000) %}x{% endfor %}", "Повтор возможен только по списку"),
        ("{% for x in plan.title %}x{% endfor %}", "Повтор возможен только по списку"),
        ("{% for x in gaps %}{% for y in gaps %}x{% endfor %}{% endfor %}", "только по списку его же элемента"),
        ("{% for x in gaps recursive %}{{ loop(gaps) }}{% endfor %}", "не может быть рекурсивным"),
        ("{% for plan in gaps %}x{% endfor %}", "уже занято"),
        ("{% for x in gaps %}{{ loop.cycle }}{% endfor %}", "Неизвестное поле"),
        ("{% if plan.title %}", "Ошибка в записи шаблона"),
        ("{{ plan.title", "непарные фигурные скобки"),
        ("{%- if plan.title %}x{% endif %}", "знаки «-» и «+»"),
        ("{{r plan.title }}", "не может заменять"),
        ("{{p plan.title }}", "не может заменять"),
        ("{{ p plan.title }}", "не может заменять"),
        ("{{ plan.title" + " " * 5 + "}}", "лишние пробелы"),
        ("{{ '" + "x" * 400 + "' }}", "слишком длинная"),
        ("{{ gaps[0].title }}", "На пробных данных не подставляется"),
        ("{{ plan.title }} " * 1_100, "подстановок больше"),
    ],
)
def test_an_attack_or_a_slip_is_named(text, finding):
    found = check_template(document(text))
    assert any(finding in f for f in found), found


def test_a_document_without_a_single_value_is_no_template():
    assert "ни одной подстановки" in check_template(document("Заключение"))[0]


def test_a_refused_template_makes_no_conclusion():
    with pytest.raises(InputError, match="Неизвестное поле"):
        conclusion(conclusion_input(), document("{{ plan.__class__ }}"))
    with pytest.raises(InputError, match="не подставляется"):
        conclusion(conclusion_input(coverage=()), document("{{ gaps[0].title }}"))


def relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    old = zipfile.ZipFile(io.BytesIO(document("x"))).read("word/_rels/document.xml.rels").decode()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return old.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


DOCTYPE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&x;</w:document>'
NESTED = b"<a>" * 300 + b"</a>" * 300


@pytest.mark.parametrize(
    "parts, finding",
    [
        ({"word__vbaProject.bin": b"x"}, "Макросы и вложения"),
        ({"word__embeddings__o.bin": b"x"}, "Макросы и вложения"),
        ({"word__media__i.svg": b"<svg/>"}, "Макросы и вложения"),
        ({"word__media__i.png": b"MZ"}, "не в формате PNG"),
        ({"word__document.xml": DOCTYPE}, "DOCTYPE"),
        ({"word__document.xml": b"<w:document"}, "разметка документа повреждена"),
        ({"word__document.xml": NESTED}, "вложенность"),
        ({"word___rels__document.xml.rels": relation("attachedTemplate", "http://x/t.dotm")}, "внешняя ссылка"),
        ({"word___rels__document.xml.rels": relation("image", "file:///etc/passwd")}, "внешняя ссылка"),
        ({"word___rels__document.xml.rels": relation("oleObject", "o.bin", "")}, "не разрешена связь"),
        ({"word__document.xml": b" " * 3_000_000}, "слишком велик"),
    ],
)
def test_parts_that_are_refused(parts, finding):
    found = check_template(changed(document("x"), **parts))
    assert any(finding in f for f in found), found


@pytest.mark.parametrize(
    "xml, finding",
    [
        ('<w:p><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r></w:p>', "не разрешено поле INCLUDETEXT"),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE</w:instrText></w:r>'
            '<w:r><w:instrText>AUTO x</w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            "не разрешено поле DDEAUTO",
        ),
        ('<w:p><w:fldSimple w:instr="DATE"/></w:p>', "не разрешено поле DATE"),
        ('<w:p><w:fldSimple w:instr="PAGE {{ plan.title }}"/></w:p>', "скобки в свойствах"),
        ("<w:p><w:r><w:instrText>PAGE {{ plan.title }}</w:instrText></w:r></w:p>", "скобки вне текста"),
        ("<w:p><w:r><w:t>{</w:t></w:r><w:r><w:tab/></w:r></w:p>", "непарные фигурные скобки"),
        ("<w:p><w:altChunk/></w:p>", "не разрешён элемент altChunk"),
        ("<w:p><w:r><w:object/></w:r></w:p>", "не разрешён элемент object"),
    ],
)
def test_elements_that_are_refused(xml, finding):
    found = check_template(body(xml))
    assert any(finding in f for f in found), found


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\0" * 100, b"x" * (MAX_TEMPLATE_BYTES + 1)])
def test_what_is_no_document(data):
    assert len(check_template(data)) == 1


def test_a_zip_bomb_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 60_000_000 + b"</a>")
    assert len(check_template(target.getvalue())) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{%" * 20_000,
        "{{" * 20_000,
        "{% cellbg " * 5_000,
        "{" * 50_000,
        "-%}" * 20_000,
        "{% vm " * 5_000,
        "{%tr " * 5_000,
        "}{" * 30_000,
    ],
)
def test_texts_made_to_hang_are_refused_soon(text):
    start = time.perf_counter()
    assert check_template(document(text))
    assert time.perf_counter() - start < 10


def test_the_largest_template_is_checked_soon():
    rows = "<w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>{% cellbg plan.title %}слово</w:t></w:r></w:p></w:tc></w:tr>" * 250
    words = "<w:p><w:r><w:t>слово</w:t></w:r></w:p>" * 6_000
    start = time.perf_counter()
    assert check_template(large(rows, words)) == ()
    assert time.perf_counter() - start < 10


def large(rows: str, words: str) -> bytes:
    made = docx.Document()
    table = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl>"
    made.element.body.insert(0, parse_xml(table))
    for paragraph in parse_xml(f"<w:body {nsdecls('w')}>{words}</w:body>"):
        made.element.body.insert(0, paragraph)
    return saved(made)


def test_loops_over_the_data_cannot_multiply():
    nested = document(
        "{% for a in coverage %}{% for b in a.rows %}{% for c in a.rows %}x{% endfor %}{% endfor %}{% endfor %}"
    )
    assert any("его же элемента" in f for f in check_template(nested))
    many = document("{% for a in gaps %}x{% endfor %}" * 61)
    assert any("Повторов больше" in f for f in check_template(many))


def test_the_findings_are_few():
    assert len(check_template(document(*(f"{{{{ unknown_{i} }}}}" for i in range(100))))) == 20


def test_the_builtin_template_passes_after_a_round_trip():
    made = docx.Document(io.BytesIO(builtin_template()))
    assert check_template(saved(made)) == ()
