"""Rows of PDF tables without lines between them, numbers and headings that a page end cut, struck-out text."""

import pytest
from pdf_builder import Look, make_pdf, parse_table
from reportlab.pdfgen.canvas import Canvas
from test_read_pdf import drawn

from nlp.domain import Cell, Row, Table
from nlp.read import read_bytes
from nlp.read.pdfrejoin import rejoined
from nlp.text import mend

# No room between rows: their lines stand as close as those of one row.
CLOSE = Look(borders=frozenset(), hyphens=False, gap=-4)


def texts_of(data: bytes) -> list[list[str]]:
    blocks = read_bytes(data, "план.pdf").blocks
    return [[c.text for c in row.cells] for block in blocks if isinstance(block, Table) for row in block.rows]


def table(page: int, *rows: str) -> Table:
    made = [
        Row(
            cells=tuple(Cell(text=t.strip(), column=i) for i, t in enumerate(row.split("|"))),
            row=10 * page + k,
            page=page,
        )
        for k, row in enumerate(rows)
    ]
    return Table(rows=tuple(made), n_columns=len(made[0].cells), table=page)


def numbers_of(*tables: Table) -> list[str]:
    return [row.cells[0].text for block in rejoined(tables) for row in block.rows]


@pytest.mark.parametrize(
    ("printed", "firsts"),
    [
        pytest.param(
            """
            № | Мероприятие | Срок | Исполнитель
            Управление качеством | | |
            1. | Издание приказа о школах | май | отдел
            2. | Семинар для директоров | июнь | центр
            Работа с кадрами | | |
            3. | Курсы учителей | август | центр
            """,
            ["№", "Управление качеством", "1.", "2.", "Работа с кадрами", "3."],
            id="раздел в столбце номеров",
        ),
        pytest.param(
            """
            Мероприятие | Срок | Исполнитель
            1. Издание приказа о школах | май | отдел
            2.Семинар для директоров | июнь | центр
            Работа с кадрами | |
            3. Курсы учителей | август | центр
            """,
            [
                "Мероприятие",
                "1. Издание приказа о школах",
                "2.Семинар для директоров",
                "Работа с кадрами",
                "3. Курсы учителей",
            ],
            id="номера слиты с текстом",
        ),
        pytest.param(
            """
            Мероприятие | Срок | Исполнитель
            Издание приказа о школах | май | отдел
            РАБОТА С КАДРАМИ | |
            Курсы учителей | август | центр
            """,
            ["Мероприятие", "Издание приказа о школах", "РАБОТА С КАДРАМИ", "Курсы учителей"],
            id="раздел прописными",
        ),
    ],
)
def test_rows_close_together_without_lines(printed, firsts):
    rows = texts_of(make_pdf([parse_table(printed)], CLOSE))
    assert [row[0] for row in rows] == firsts


def test_a_row_without_a_number_close_below_another():
    rows = texts_of(make_pdf([parse_table("""
        № | Мероприятие для школ района | Срок исполнения | Исполнитель работ
        1. | Издание приказа | май | отдел
        | Семинар директоров | июнь | центр
        3. | Курсы учителей | август | центр
        """)], CLOSE))  # fmt: skip
    assert [row[0] for row in rows] == ["№", "1.", "", "3."]


def test_a_header_of_two_lines_without_rules():
    rows = texts_of(make_pdf([parse_table("""
        № | Мероприятие | Срок | | Исполнитель
        | | начало | конец |
        1. | Издание приказа | май | июнь | отдел
        2. | Семинар | июнь | июль | центр
        """)], CLOSE))  # fmt: skip
    assert rows[:2] == [
        ["№", "Мероприятие", "Срок", "Исполнитель"],
        ["№", "Мероприятие", "начало", "конец", "Исполнитель"],
    ]


@pytest.mark.parametrize(
    ("upper", "lower", "numbers"),
    [
        (("8 | Слёт | май", "9 | Отчёт | июнь", "1 | Размещение материалов | в"), ("0 | о школах | течение года",), ["8", "9", "10"]),
        (("8 | Слёт | май", "9 | Отчёт | июнь"), ("1 0 | Размещение | июль",), ["8", "9", "10"]),
        (("8 | Слёт | май", "9 | Отчёт | июнь", "1 | Новый раздел. | май"), ("2 | Второй | июнь",), ["8", "9", "1", "2"]),
    ],
    ids=["по две стороны страницы", "в одной ячейке", "новый счёт"],
)  # fmt: skip
def test_a_number_that_a_narrow_column_cut(upper, lower, numbers):
    assert numbers_of(table(1, *upper), table(2, *lower)) == numbers


def test_a_heading_repeated_in_every_cell_goes_on_over_the_page_end():
    upper = table(1, "1 | Слёт | май", "2 НАПРАВЛЕНИЕ «КА- | 2 НАПРАВЛЕНИЕ «КАДРЫ И КАЧЕСТВО» | 2 НАПРАВЛЕНИЕ «КАДРЫ")
    lower = table(2, "ДРЫ И КАЧЕСТВО» | | И КАЧЕСТВО»", "3 | Сбор | июнь")
    rows = [row for block in rejoined([upper, lower]) for row in block.rows]
    assert [c.text for c in rows[1].cells] == ["2 НАПРАВЛЕНИЕ «КАДРЫ И КАЧЕСТВО»"] * 3


def test_text_with_a_rule_through_it_is_none():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Body", 10)
        for y, text in ((700, "Провести семинар"), (680, "Отменить слёт отличников"), (660, "Издать приказ")):
            canvas.drawString(60, y, text)
        canvas.line(60, 683, 60 + canvas.stringWidth("Отменить слёт", "Body", 10), 683)  # struck
        canvas.line(60, 699, 60 + canvas.stringWidth("Провести", "Body", 10), 699)  # underlined
        canvas.line(40, 663, 400, 663)  # a table's rule that runs through a text

    document = read_bytes(drawn(draw), "план.pdf")
    assert [(n.kind, n.detail) for n in document.notices] == [
        ("struck-text", "Зачёркнутый текст не разобран, страницы: 1.")
    ]
    text = " ".join(block.text for block in document.blocks)
    assert "Отменить" not in text
    assert "слёт " not in text
    assert {"Провести", "отличников", "Издать"} <= set(text.split())


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("МКУ «ЦИ-", "МОМОУ»", "МКУ «ЦИМОМОУ»"),
        ("ОРГА-", "НИЗА-", "ОРГАНИЗА-"),
        ("МБОУ-", "СОШ", "МБОУ-СОШ"),
        ("ВПР-", "ОГЭ", "ВПР-ОГЭ"),
        ("Нижне-", "ламским", "Нижнеламским"),
        ("Военно-", "патриотическое", "Военно-патриотическое"),
        ("Нижне-", "технический", "Нижне-технический"),
    ],
)
def test_capitals_and_names_of_places(left, right, whole):
    assert mend(left, right) == whole
