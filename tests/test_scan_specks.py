"""Dirt among letters, thick print, signs and numbers that are told by where they stand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nlp.read.scanbold import bold_lines
from nlp.read.scanlayout import Area
from nlp.read.scanlines import ruling_lines
from nlp.read.scannumbers import with_numbers
from nlp.read.scanocr import ReadLine, Word
from nlp.read.scansigns import with_signs
from nlp.read.scanspecks import without_strays

LETTER, STOP = 20, 5  # pixels
BASE = 100


def words(*texts, y=10.0, sure=95.0):
    return [Word(t, 60.0 * k, y, 60.0 * k + 50, y + 20, y + 18, sure) for k, t in enumerate(texts)]


def page():
    """Ten letters on a line, a full stop behind every other one, a colon, a semicolon, a bullet and «ё»."""
    grey = np.full((200, 900), 255, np.uint8)
    for k in range(14):
        x = 20 + 60 * k
        grey[BASE - LETTER : BASE, x : x + 15] = 0
        grey[BASE - STOP : BASE, x + 20 : x + 20 + STOP] = 0
        grey[BASE - 60 - LETTER : BASE - 60, x : x + 15] = 0  # the line above has no signs
        grey[BASE - 60 - LETTER : BASE - 60, x + 20 : x + 35] = 0
    colon, comma, two_dots = 260 + STOP, 320, 380
    grey[BASE - 18 : BASE - 18 + STOP, colon - 5 : colon] = 0
    grey[BASE - STOP : BASE + 5, comma + 20 : comma + 25] = 0
    grey[BASE - 18 : BASE - 18 + STOP, comma + 20 : comma + 25] = 0
    for x in (two_dots, two_dots + 10):
        grey[BASE - LETTER - 10 : BASE - LETTER - 5, x : x + 5] = 0
    return grey


@pytest.mark.parametrize(
    ("place", "size", "stays"),
    [
        ((BASE - 12, 50), 5, False),  # between two words, at half height
        ((150, 300), 5, False),  # where nothing is printed
        ((BASE - LETTER - 10, 85), 5, False),  # one dot over a letter
        ((BASE - 62, 238), 2, False),  # where a full stop stands, but smaller than those of the page
        ((BASE - 3 - 10, 700), 8, True),  # a bullet
    ],
)
def test_dirt_is_told_by_size_and_place(place, size, stays):
    grey = page()
    y, x = place
    grey[y : y + size, x : x + size] = 0
    clean, parts = without_strays(grey, np.where(grey < 128, 255, 0).astype(np.uint8), 200)
    assert (clean[y + 1, x + 1] < 128) == stays
    assert any(left <= x < left + w and top <= y < top + h for left, top, w, h, _ in parts.tolist()) == stays


def test_signs_of_print_stay():
    grey = page()
    clean, _ = without_strays(grey, np.where(grey < 128, 255, 0).astype(np.uint8), 200)
    assert np.array_equal(clean, grey)


def test_a_page_without_letters_is_left():
    grey = np.full((100, 100), 255, np.uint8)
    grey[50:53, 50:53] = 0
    clean, _ = without_strays(grey, 255 - grey, 200)
    assert np.array_equal(clean, grey)


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ([words("методических.", "находок")], [["методических", "находок"]]),
        ([words("уроков,", ".", "построенных")], [["уроков,", "построенных"]]),
        ([words("на'", "сайте")], [["на", "сайте"]]),
        ([words("школ/к", "группе")], [["школ к", "группе"]]),
        ([words("с’низкими")], [["с низкими"]]),
        ([words("Л.В..,", "методист")], [["Л.В.,", "методист"]]),
        ([words("сайте", "-")], [["сайте"]]),
        ([words("№"), words("п/"), words("II")], [["№"], ["п/п"], []]),
        ([words("№"), words("п/"), words("п")], [["№"], ["п/п"], []]),
        ([words("затруднений:"), words("«анкетирование;")], [["затруднений:"], ["•анкетирование;"]]),
        ([words("-")], [["-"]]),
        ([words("№", "5")], [["№", "5"]]),
        ([words("и/или")], [["и/или"]]),
        ([words("г.", "Москва")], [["г.", "Москва"]]),
        ([words("муницип.", "образования")], [["муницип.", "образования"]]),
        ([words("программы:"), words("«чудо»")], [["программы:"], ["«чудо»"]]),
        ([words("и", "т.", "д.")], [["и", "т.", "д."]]),
        ([words("O'Key")], [["O'Key"]]),
    ],
)
def test_signs(lines, texts):
    assert [[w.text for w in row] for row in with_signs(lines, in_table=True)] == texts


def test_outside_tables_the_end_of_a_line_is_no_end():
    assert [w.text for w in with_signs([words("школа", "–")], in_table=False)[0]] == ["школа", "–"]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (["9", "10", "II", "12"], ["9", "10", "11", "12"]),
        (["3.2", "3.3", "34", "4.1"], ["3.2", "3.3", "3.4", "4.1"]),
        (["2.1.1.", "2.1.2.", "-2.1.3.", "2.1.4."], ["2.1.1.", "2.1.2.", "2.1.3.", "2.1.4."]),
        (["I", "II", "III"], ["I", "II", "III"]),
        (["1", "2", "II", "3"], ["1", "2", "II", "3"]),
        (["32", "33", "34", "35"], ["32", "33", "34", "35"]),
    ],
)
def test_numbers_are_told_by_their_column(read, printed):
    lines = [ReadLine(k, 20, (Word(t, 10, 50.0 * k, 30, 50.0 * k + 20, 0, 90),)) for k, t in enumerate(read)]
    areas = [Area(5, 50 * k, 40, 50 * k + 40) for k in range(len(read))]
    assert [x.words[0].text for x in with_numbers(lines, areas)] == printed


def test_thick_print_is_told_by_the_pages_usual_strokes():
    grey = np.full((400, 600), 255, np.uint8)
    lines = []
    for k in range(8):
        thickness = 7 if k in (2, 5) else 3
        for x in range(20, 400, 30):
            cv2.line(grey, (x, 30 + 40 * k), (x, 50 + 40 * k), 0, thickness)
        lines.append(ReadLine(k, 20, (Word("слово", 10, 25 + 40 * k, 420, 55 + 40 * k, 50 + 40 * k, 90),)))
    assert bold_lines(lines, grey) == {2, 5}
    assert bold_lines(lines[:3], grey) == frozenset()


def test_a_wavering_line_is_whole():
    """A stroke that a stamp joins comes in pieces; one that meets no upright line is part of it all the same."""
    ink = np.zeros((600, 1200), np.uint8)
    for y in (100, 300, 500):
        ink[y : y + 2, 100:1100] = 255
    ink[302:308, 600:760] = 255  # an arc that touches the line
    for x in (100, 1098):
        ink[100:502, x : x + 2] = 255
    found = [rule for rule in ruling_lines(ink, 200).horizontal if abs(rule.at - 301 * 0.36) < 3]
    reached = 36.0
    for rule in sorted(found, key=lambda r: r.start):
        assert rule.start - reached < 1.5
        reached = rule.end
    assert reached > 390
