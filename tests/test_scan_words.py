"""Slips of recognition: what is put right, and what is left because nothing is certain."""

from __future__ import annotations

import pytest

from nlp.lexicon.ocr import repaired
from nlp.read.scanlayout import Area
from nlp.read.scanmonths import with_months
from nlp.read.scannotices import Recognised, scan_notices
from nlp.read.scanocr import ReadLine, Word
from nlp.read.scanroman import numeral
from nlp.read.scanwords import changes, mended


@pytest.mark.parametrize(
    ("before", "word", "after", "printed"),
    [
        ("", "шк0лы", "", "школы"),
        ("", "реэультат.", "", "результат."),
        ("", "инновациоиный", "", "инновационный"),
        ("", "cовет", "", "совет"),
        ("", "OO", "", "ОО"),
        ("", "2О22", "", "2022"),
        ("до", "О1.О9.2021", "", "01.09.2021"),
        ("", "Ne", "5", "№"),
        ("", "З", "встречи", "3"),
        ("", "3.И.", "", "З.И."),
        ("каждой", "00", "", "ОО"),
    ],
)
def test_certain_repairs(before, word, after, printed):
    assert repaired(word, before, after) == printed


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("", "Тирлянтауской", ""),  # a name is in no dictionary
        ("", "Кокорины", ""),
        ("", "Ne", "pas"),
        ("14", "00", ""),
        ("5", "б", "класс"),
        ("", "Zoom", ""),
        ("", "ВСОКО", ""),
        ("", "2022", ""),
        ("", "план", ""),
        ("", "б)", "апрель"),  # a list's mark, not «6 апреля»
        ("", "ШНОР", ""),
    ],
)
def test_what_is_not_certain_is_left(before, word, after):
    assert repaired(word, before, after) == word


def test_a_word_read_surely_is_left():
    assert repaired("тьюторинг", sure=95) == "тьюторинг"
    assert repaired("мониторннг", sure=95) == "мониторннг"
    assert repaired("мониторннг", sure=60) == "мониторинг"


@pytest.mark.parametrize(
    ("russian", "latin", "put"),
    [
        ("Ш", "Ii", "III"),
        ("П.", "II.", "II."),
        ("|", "I", "I"),
        ("ТУ", "IV", "IV"),
        ("Ш-ТУ", "III-IV", "III-IV"),
        ("И.", "W.", None),
        ("П", "pan", None),
        ("1", "1", None),
        ("1", "I", "I"),
    ],
)
def test_numerals(russian, latin, put):
    assert numeral(russian, latin) == put


def line(*texts, area=0, sure=95.0, y=10.0):
    return ReadLine(
        area, 20, tuple(Word(t, 50.0 * k, y, 50.0 * k + 40, y + 20, y + 18, sure) for k, t in enumerate(texts))
    )


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ([line("образова-"), line("НИЯ", y=40)], [["образова-"], ["ния"]]),
        ([line("пи-"), line("`", "щеблока", y=40)], [["пи-"], ["щеблока"]]),
        ([line("Школы", "--", "участники")], [["Школы", "–", "участники"]]),
        ([line("№"), line("Ш", y=40)], [["№"], ["п/п"]]),
        ([line("квартал|")], [["квартал"]]),
        ([line("\\")], []),
        ([line("-")], [["-"]]),
    ],
)
def test_traces_and_ends_of_words(lines, texts):
    assert [[w.text for w in found.words] for found in mended(lines, frozenset((0,)))] == texts


@pytest.mark.parametrize(
    ("texts", "put"),
    [
        (["15:02.2023"], "15.02.2023"),
        (["20,02.2024"], "20.02.2024"),
        (["до.01.04", "2023"], "до 01.04.2023"),
        (["ноябрь:", "2024", "года"], "ноябрь 2024 года"),
        (["с", "октября.2021"], "с октября 2021"),
        (["молодыми.специалистами"], "молодыми специалистами"),
        (["группы", "риска.и", "их"], "группы риска и их"),
        (["35:02:2023"], "35:02:2023"),
        (["45:02.2023"], "45:02.2023"),
        (["14:30"], "14:30"),
        (["п.", "2.10", "2023"], "п. 2.10 2023"),
        (["Тирлян.горный"], "Тирлян.горный"),
    ],
)
def test_signs_in_dates_and_between_words(texts, put):
    assert [" ".join(w.text for w in found.words) for found in mended([line(*texts)], frozenset((0,)))] == [put]


def test_a_stop_at_the_end_of_a_line_whose_sentence_goes_on():
    lines = [line("Школа,", "которая."), line("меняется", "сегодня.", y=40), line("Новая", "школа", y=70)]
    found = [" ".join(w.text for w in x.words) for x in mended(lines, frozenset((0,)))]
    assert found == ["Школа, которая", "меняется сегодня.", "Новая школа"]


@pytest.mark.parametrize(
    ("marks", "put"),
    [
        ("а) 6) в)", "а) б) в)"),
        ("а) б) 8) г)", "а) б) в) г)"),
        ("1) 2) З)", "1) 2) 3)"),
        ("5) 6) 7)", "5) 6) 7)"),
        ("6) в)", "6) в)"),
        ("а) 7)", "а) 7)"),
    ],
)
def test_the_marks_of_a_list_follow_each_other(marks, put):
    lines = [line(mark, "мониторинг;", y=30.0 * k) for k, mark in enumerate(marks.split())]
    assert " ".join(found.words[0].text for found in mended(lines, frozenset((0,)))) == put


def test_a_figure_in_brackets_is_no_mark():
    found = mended([line("а)", "встречи", "(всего", "6)")], frozenset((0,)))
    assert found[0].words[-1].text == "6)"


def page(*texts, sure=95.0):
    return mended([line(*text.split(), area=k, sure=sure) for k, text in enumerate(texts)], frozenset(range(9)))


def test_a_word_of_the_page_is_witness_to_one_read_with_a_slip():
    found = page("методической помощи", "Блок мегодической помощи", "мегодический")
    assert [x.words[-2].text for x in found[1:2]] == ["методической"]
    assert found[2].words[0].text == "мегодический"  # another ending is another word
    assert page("Блок мегодической помощи")[0].words[1].text == "мегодической"
    assert page("кураторами тьюторами")[0].words[1].text == "тьюторами"


def test_the_pages_own_short_names():
    found = page("МИМЦ, РМО", "УО, МИМЦ", "мимМЦц, РМО", "МИМЦ:", "УСО", "ФИО:")
    assert [x.words[0].text for x in found[2:]] == ["МИМЦ,", "МИМЦ", "УСО", "ФИО:"]
    assert page("МИМЦ, РМО", "мимМЦц")[1].words[0].text == "мимМЦц"  # once is no custom
    assert page("План, план", "ПЛАН", "ПЛАН", "план")[3].words[0].text == "план"


def test_torn_quotes_are_traces_and_ditto_marks_are_not():
    torn = ReadLine(0, 20, (Word("города", 0, 10, 40, 30, 28, 92), Word("„-”", 50, 10, 60, 30, 28, 0)))
    ditto = ReadLine(1, 20, (Word('-"-', 0, 10, 40, 30, 28, 20), Word("-//-", 50, 10, 60, 30, 28, 20)))
    found = mended([torn, ditto], frozenset((0, 1)))
    assert [[w.text for w in x.words] for x in found] == [["города"], ['-"-', "-//-"]]


def test_stamps_vanish_outside_tables_only():
    faint = [line("7%", sure=20.0), line("#&", sure=20.0, area=1)]
    assert [w.text for found in mended(faint, frozenset((0,))) for w in found.words] == ["7%"]


def test_changes_keep_what_was_read():
    before = [line("шк0лы", "района")]
    assert changes(before, mended(before, frozenset())) == [("шк0лы", "школы")]


def test_notices_are_few_and_name_pages_and_words():
    pages = {
        1: Recognised(100, (("П", "II"), ("П", "II"))),
        2: Recognised(90, (("шк0лы", "школы"),), ("мвр", "кпс")),
        4: Recognised(),
    }
    found = {n.kind: n.detail for n in scan_notices(pages)}
    assert list(found) == ["recognised", "scanned-pages", "ocr-repaired", "ocr-doubtful"]
    assert "страницы 1–2" in found["recognised"]
    assert "страница 4" in found["scanned-pages"]
    assert "П → II; шк0лы → школы" in found["ocr-repaired"]
    assert "Страница 2" in found["ocr-doubtful"]
    assert "слов — 2" in found["ocr-doubtful"]
    assert scan_notices({}) == ()


def test_the_head_of_a_month_grid_is_told_by_its_neighbours():
    texts = ["1х", "Х", "XI", "XII", "|", "II", "II", "IV", "М", "VI"]
    lines = [
        ReadLine(k, 20, (Word(t, 50.0 * k, 10, 50.0 * k + 20, 30, 28, 90),)) for k, t in enumerate([*texts, "Школы"])
    ]
    areas = [Area(50 * k, 0, 50 * k + 40, 40) for k in range(len(lines))]
    found = [x.words[0].text for x in with_months(lines, areas)]
    assert found == ["IX", "X", "XI", "XII", "I", "II", "III", "IV", "V", "VI", "Школы"]
    few = lines[:3]
    assert with_months(few, areas) == few
