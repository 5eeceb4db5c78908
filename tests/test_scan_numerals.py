"""Numerals and short names that the Russian model cannot read, told by how they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from pdf_builder import Look, parse_table
from PIL import Image, ImageDraw, ImageFont
from scan_builder import CLEAN, FONTS, as_pdf, print_plan, scanned
from test_scan import cells, needs_tesseract

from nlp.read import read_bytes, scanagain, scanroman
from nlp.read.scanagain import with_short_names
from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine, Word
from nlp.read.scanroman import with_numerals
from nlp.read.scanstrokes import capitals, drawn, drawn_pair, n_strokes, swallowed

DPI = 200
SIZE = 28


def picture(rows, font="serif"):
    """Rows of texts, one text a piece: the page and the box of each piece, (x0, top, x1, bottom)."""
    page = Image.new("L", (900, 60 * len(rows) + 40), 255)
    pen, letters = ImageDraw.Draw(page), ImageFont.truetype(str(FONTS[font][0]), SIZE)
    boxes = []
    for k, row in enumerate(rows):
        x, base = 20, 60 * k + 50
        for text in row:
            pen.text((x, base), text, fill=0, font=letters, anchor="ls")
            left, _, right, _ = pen.textbbox((x, base), text, font=letters, anchor="ls")
            boxes.append((left, base - 22, right, base))
            x = right + 12
    return np.asarray(page, np.uint8), boxes


def area(box):
    x0, y0, x1, y1 = box
    return Area(x0 - 4, y0 - 4, x1 + 4, y1 + 4)


def read_as(rows, printed, font="serif"):
    """Lines read so of a page printed so, each its own area, and the page."""
    page, boxes = picture(printed, font)
    places = iter(boxes)
    lines = []
    for k, row in enumerate(rows):
        words = [Word(text, x0, y0, x1, y1, y1, 90.0) for text, (x0, y0, x1, y1) in zip(row, places, strict=False)]
        lines.append(ReadLine(k, 28, tuple(words)))
    return lines, [Area(0, 60 * k + 10, 900, 60 * k + 65) for k in range(len(rows))], page


@pytest.mark.parametrize("font", ["sans", "serif"])
@pytest.mark.parametrize("text", ["II", "III", "IV", "VI", "IX", "XII"])
def test_numerals_are_told_by_their_letters(text, font):
    page, boxes = picture([[text]], font)
    assert drawn(page, area(boxes[0])) == text


@pytest.mark.parametrize("text", ["П", "Ш", "ИП", "М", "I–II", "за", "VI"])
def test_other_letters_and_those_that_touch_are_no_numerals(text):
    page, boxes = picture([[text]], "times")
    assert drawn(page, area(boxes[0])) == ""


def test_letters_that_lean_are_no_strokes():
    page, (two, four) = picture([["II", "IV"]], "sans")
    assert (n_strokes(page, area(two)), n_strokes(page, area(four))) == (2, 0)


@pytest.mark.parametrize(
    ("printed", "found"), [("IIи", ("II", "")), ("IиIV", ("I", "IV")), ("Ни", None), ("IIIV", None)]
)
def test_numerals_on_both_sides_of_a_conjunction(printed, found):
    page, boxes = picture([[printed]])
    assert drawn_pair(Word(printed, *boxes[0], boxes[0][3], 90), page) == found


def test_a_stroke_read_as_part_of_its_noun():
    page, (first, small) = picture([["Iэтап", "этап"]])
    assert swallowed(Word("Тэтап", *first, first[3], 90), 0, page)[0] == 1
    assert swallowed(Word("этап", *small, small[3], 90), small[0] - 3, page) is None


@pytest.mark.parametrize(("printed", "read"), [("ППМС", "ПИМС"), ("РИМК", "РПМК"), ("ПИМС", "ПИМС")])
def test_bars_tell_letters_apart(printed, read):
    page, boxes = picture([[printed]])
    assert capitals(Word(read, *boxes[0], boxes[0][3], 90), read, page) == printed


HEADS = [
    ([["Раздел", "1.", "Анализ"], ["Раздел", "И.", "План"], ["Раздел", "11.", "Меры"]], ["I.", "II.", "III."]),
    ([["Раздел", "1\\.", "Анализ"], ["Раздел", "М.", "План"]], ["IV.", "VI."]),
]


@pytest.mark.parametrize(("read", "put"), HEADS)
def test_headings_with_numerals(read, put, monkeypatch):
    monkeypatch.setattr(scanroman, "read_areas", lambda *_: [])
    printed = [[row[0], numeral, row[2]] for row, numeral in zip(read, put, strict=True)]
    found = with_numerals(*read_as(read, printed), DPI)
    assert [line.words[1].text for line in found] == put


def test_headings_with_figures_stay(monkeypatch):
    monkeypatch.setattr(scanroman, "read_areas", lambda *_: [])
    texts = [["Раздел", f"{k}.", "Меры"] for k in (1, 2, 11)]
    assert with_numerals(*read_as(texts, texts, "sans"), DPI) == read_as(texts, texts, "sans")[0]


def test_numerals_glued_to_words():
    read = [["Тэтап.", "Начало"], ["Ни", "1\\", "кварталы"], ["Пи[У", "кварталы"]]
    printed = [["Iэтап.", "Начало"], ["IIи", "IV", "кварталы"], ["IIиIV", "кварталы"]]
    found = with_numerals(*read_as(read, printed), DPI)
    texts = [" ".join(w.text for w in line.words) for line in found]
    assert texts == ["I этап. Начало", "II и IV кварталы", "II и IV кварталы"]


@pytest.mark.parametrize(
    ("copies", "put"),
    [
        (["ОО", "00", "00"], "ОО"),
        (["оО,", "00,", "ОО,"], "ОО,"),
        (["УО", "УО", "У"], "УО"),
        (["0", "00", "1"], "[®{®)"),
        (["РРР", "РРР", "РРР"], "[®{®)"),
    ],
)
def test_copies_of_a_short_name_must_agree(copies, put, monkeypatch):
    words = tuple(Word(t, 10.0 * k, 0, 10.0 * k + 8, 20, 20, 80) for k, t in enumerate(copies))
    monkeypatch.setattr(scanagain, "read_areas", lambda *_: [ReadLine(0, 20, words)])
    lines = [ReadLine(0, 20, (Word("[®{®)", 20, 20, 60, 42, 42, 3.0),))]
    found = with_short_names(lines, [Area(10, 10, 80, 50)], np.full((80, 100), 255, np.uint8), DPI)
    assert [w.text for w in found[0].words] == [put]


def test_words_and_numbers_are_not_read_again(monkeypatch):
    monkeypatch.setattr(scanagain, "read_areas", None)
    texts = [("до", 20.0), ("01.09:", 10.0), ("п/т", 40.0), ("УСО", 80.0)]
    lines = [ReadLine(0, 20, (Word(text, 20, 20, 60, 42, 42, sure),)) for text, sure in texts]
    assert with_short_names(lines, [Area(10, 10, 80, 50)], np.full((80, 100), 255, np.uint8), DPI) == lines


SHORT = """
№ | Мероприятие | Срок | Ответственные | Результат
1 | Формирование рабочей группы | январь | ОО | Приказ
2 | Анализ результатов проверочных работ | II и IV кварталы | УО | Центр ППМС
3 | Семинары для учителей | до 15.10.2022 | Руководители ОО | Справка
"""


@needs_tesseract
@pytest.mark.parametrize("font", ["sans", "serif"])
def test_short_names_alone_in_their_cells(font):
    plan = parse_table(SHORT)
    document = read_bytes(as_pdf(scanned(print_plan([plan], Look(size=10), font), CLEAN)), "план.pdf")
    assert cells(document.blocks) == cells([plan])
