"""Tables in plain texts without tabs: aligned, drawn, separated, a cell a line; and what only looks like one."""

import pytest

from nlp.domain import Paragraph, Segment, Table
from nlp.extract.ditto import meant_rows
from nlp.read.monospaced import is_aligned
from nlp.read.plain import read_plain
from nlp.read.separated import records
from nlp.read.stacked import unstacked
from nlp.segment.list_items import split_labels

HEADER = "№;Мероприятие;Срок;Ответственный"
ROWS = ("1;Анализ ВПР;май;ОО", '2;"Семинар; разбор работ";июнь;РМК', "3;Опрос;июль;ОО")


def row(**cells: str) -> Segment:
    return Segment(number=None, text="Опрос", **cells)


def table(text: str) -> list[list[str]]:
    found = [block for block in read_plain(text.encode()) if isinstance(block, Table)]
    assert len(found) == 1
    return [[cell.text for cell in row.cells] for row in found[0].rows]


def test_separated_values_become_a_table_behind_its_title():
    text = "\n".join(["Дорожная карта;;;", HEADER, *ROWS])
    assert table(text)[2] == ["2", "Семинар; разбор работ", "июнь", "РМК"]
    assert isinstance(read_plain(text.encode())[0], Paragraph)


@pytest.mark.parametrize("separator", [";", ","])
def test_a_list_of_sentences_is_no_table(separator):
    lines = [
        f"{n}. Провести опрос{separator} собрать ответы{separator} составить справку за {n} дней" for n in range(9)
    ]
    lines[3] = "Ответственный: методист"
    assert records("\n".join([*lines, *["Дорожная карта школы"] * 4])) is None


def test_an_open_quote_is_no_separated_text():
    assert records("\n".join([HEADER, '1;"Анализ;май;ОО', *ROWS])) is None


def test_cells_on_lines_of_their_own_are_put_side_by_side():
    lines = ["№", "Мероприятие", "Срок", "Ответственный", "I. Начало"]
    lines += [x for n in (1, 2, 3) for x in (f"{n}Опрос школ", "май", "ОО")]
    assert unstacked(lines)[4:8] == ["I. Начало", "1\tОпрос школ\tмай\tОО", "", ""]


def test_a_list_under_a_lone_number_sign_is_left_as_it_is():
    assert unstacked(["Приказ", "№", "1. Провести опрос", "2. Собрать ответы", "3. Отчитаться"]) is None


def test_prose_with_wide_blanks_is_not_aligned():
    assert not is_aligned(
        "\n".join(["ПРИКАЗ", "от 01.02.2024          № 5", "О плане", "Директор        И. И. Иванов"])
    )


def test_columns_are_not_looked_for_in_a_text_without_end():
    line = "1   Опрос школ   май   ОО\n"
    assert is_aligned(line * 4)
    assert not is_aligned(line * 40_000)


@pytest.mark.parametrize(
    ("text", "own", "cells"),
    [
        ("Обучить учителей (май, отв. – РМК).", "Обучить учителей", {"deadline": "май", "executors": "РМК"}),
        ("Обучить учителей (всех, отв. – РМК).", "Обучить учителей (всех,", {"executors": "РМК"}),
    ],
)
def test_a_bracket_that_opens_with_a_deadline(text, own, cells):
    found = split_labels(text)
    assert (found[0], dict(found[1])) == (own, cells)


@pytest.mark.parametrize("mark", ["-//-", "–//–", "то же", "То же.", "―″―", "»", "-"])
def test_ditto_marks_mean_the_nearest_row_above(mark):
    rows = [row(deadline="май", executors="РМК"), row(executors=mark), row(deadline=mark)]
    meant = [tuple(row) for row in meant_rows(rows)]
    known = mark != "-"
    assert meant == [("", ""), ("", "РМК" if known else ""), ("май" if known else "", "")]
