import pytest
from read_notation import (
    cell,
    item,
    level,
    make_docx,
    numbering,
    par,
    row,
    run,
    table,
)
from read_notation import read_docx as read

from nlp.read import read_bytes
from nlp.read.numbering import in_format

DECIMAL = numbering(level("%1."), level("%1.%2.", ilvl=1), level("%1.%2.%3", ilvl=2))


def test_numbers_count_in_reading_order_over_tables_and_paragraphs():
    blocks = [
        item("Организация"),
        table(
            row(cell(item("", level=1)), cell(item("Опрос", level=1)), "май"),
            row(cell(item("", level=1)), "Анализ", "июнь"),
        ),
        item("Итоги"),
    ]
    assert read(*blocks, numbering=DECIMAL) == [
        "[1.] Организация",
        "= 3",
        "1.1. | 1.2. Опрос | май",
        "1.3. | Анализ | июнь",
        "[2.] Итоги",
    ]


NUMBERS = {
    "levels restart": (
        DECIMAL,
        [(0, 1), (1, 1), (1, 1), (0, 1), (1, 1), (2, 1)],
        ["1.", "1.1.", "1.2.", "2.", "2.1.", "2.1.1"],
    ),
    "a deep level first shows the start of those above": (DECIMAL, [(1, 1), (1, 1), (0, 1)], ["1.1.", "1.2.", "1."]),
    "start": (numbering(level("%1)", start=5)), [(0, 1), (0, 1)], ["5)", "6)"]),
    "roman": (
        numbering(level("%1.", "upperRoman"), level("%1.%2", "lowerRoman", 1)),
        [(0, 1), (1, 1), (0, 1)],
        ["I.", "I.i", "II."],
    ),
    "legal": (
        numbering(level("%1.", "upperRoman"), level("%1.%2.", ilvl=1, extra="<w:isLgl/>")),
        [(0, 1), (0, 1), (1, 1)],
        ["I.", "II.", "2.1."],
    ),
    "letters": (numbering(level("%1)", "russianLower")), [(0, 1)] * 3, ["а)", "б)", "в)"]),
    "bullets": (numbering(level("\uf0b7", "bullet")), [(0, 1)], ["-"]),
    "no format": (numbering(level("", "none")), [(0, 1)], [None]),
    "level that never restarts": (
        numbering(level("%1."), level("%2)", ilvl=1, extra='<w:lvlRestart w:val="0"/>')),
        [(0, 1), (1, 1), (0, 1), (1, 1)],
        ["1.", "1)", "2.", "2)"],
    ),
    "another list over the same definition goes on": (
        numbering(
            level("%1."),
            nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        ),
        [(0, 1), (0, 2)],
        ["1.", "2."],
    ),
    "an override starts anew, once": (
        numbering(
            level("%1."),
            nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
        ),
        [(0, 1), (0, 1), (0, 2), (0, 2)],
        ["1.", "2.", "1.", "2."],
    ),
    "an override of the format": (
        numbering(
            level("%1."),
            nums='<w:num w:numId="1"><w:abstractNumId w:val="0"/>'
            f'<w:lvlOverride w:ilvl="0">{level("№ %1", "decimalZero")}</w:lvlOverride></w:num>',
        ),
        [(0, 1)],
        ["№ 01"],
    ),
    "list 0 takes the number away": (DECIMAL, [(0, 1), (0, 0), (0, 1)], ["1.", None, "2."]),
    "unknown list": (DECIMAL, [(0, 9)], [None]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_automatic_numbers(name):
    definition, items, expected = NUMBERS[name]
    document = read_bytes(
        make_docx(*[item("Пункт", list_id, ilvl) for ilvl, list_id in items], numbering=definition), "a.docx"
    )
    assert [b.number for b in document.blocks] == expected


@pytest.mark.parametrize(
    ("number", "fmt", "expected"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "russianLower", "я"),
        (29, "russianUpper", "АА"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (7, "decimalZero", "07"),
        (0, "upperRoman", "0"),
        (3, "chicago", "3"),
        (3, "none", ""),
    ],
)
def test_in_format(number, fmt, expected):
    assert in_format(number, fmt) == expected


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="li"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="li2"><w:basedOn w:val="li"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    '<w:style w:type="character" w:styleId="ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
)
STYLED = {
    "heading": ('<w:pStyle w:val="1"/>', "# Текст"),
    "heading by base": ('<w:pStyle w:val="mine"/>', "# Текст"),
    "heading by its own level": ('<w:outlineLvl w:val="2"/>', "# Текст"),
    "body level takes the heading away": ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', "Текст"),
    "list by style": ('<w:pStyle w:val="li"/>', "[1.] Текст"),
    "list level by style": ('<w:pStyle w:val="li2"/>', "[1.1.] Текст"),
    "no list in spite of the style": ('<w:pStyle w:val="li"/><w:numPr><w:numId w:val="0"/></w:numPr>', "Текст"),
    "a style based on itself": ('<w:pStyle w:val="loop"/>', "Текст"),
    "unknown style": ('<w:pStyle w:val="zzz"/>', "Текст"),
}


@pytest.mark.parametrize("name", STYLED)
def test_styles(name):
    properties, expected = STYLED[name]
    assert read(par("Текст", properties), styles=STYLES, numbering=DECIMAL) == [expected]


def test_contents_and_hidden_styles_are_not_printed():
    blocks = [
        par("Раздел 1 ... 3", '<w:pStyle w:val="toc"/>'),
        par(run("План") + run(" тайна", '<w:rStyle w:val="ghost"/>')),
    ]
    assert read(*blocks, styles=STYLES) == ["План"]
