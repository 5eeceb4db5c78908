from io import BytesIO

import pytest
from pdf_builder import PORTRAIT, Look, make_pdf, make_scan, parse_table
from read_notation import shown
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from nlp.domain import Paragraph, Table
from nlp.errors import LimitError, UnreadableFileError, UnsupportedFormatError
from nlp.read import pdf, read_bytes
from nlp.segment import segment
from nlp.text import mend

PLAN = """
№ п/п | Мероприятие | Срок | Ответственный | Результат
Раздел 1. Управление качеством>5
1.1. | Создание муниципальной рабочей группы | февраль 2022 г. | Отдел образования | Приказ отдела
1.2. | Обсуждение положения дел на совещании директоров | ежеквартально | Начальник отдела | Протокол
Раздел 2. Методическая помощь>5
2.1. | Подбор наставников для молодых учителей | до 15 марта 2022 г. | Методический кабинет | Пары составлены
2.2. | Взаимное посещение уроков | апрель 2022 г. | Директора школ | Карты анализа
2.3. | Летняя школа математика | июнь 2022 г. | Методический кабинет | Не менее 20 участников
"""
ROWS = [line.strip() for line in PLAN.strip().split("\n")]
NONE = frozenset()


def grid_of(data: bytes) -> list[str]:
    """Table rows of a file, one line a row, without the lines that open tables."""
    blocks = [b for b in read_bytes(data, "план.pdf").blocks if isinstance(b, Table)]
    return [line for line in shown(blocks) if not line.startswith("= ")]


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="все линии"),
        pytest.param(Look(page=PORTRAIT, size=7), id="узкая страница"),
        pytest.param(Look(borders=frozenset(("rows", "columns"))), id="без внешней рамки"),
        pytest.param(Look(borders=frozenset(("rows",))), id="только горизонтали"),
        pytest.param(Look(borders=frozenset(("outer", "columns")), gap=4), id="без горизонталей"),
        pytest.param(Look(borders=NONE, gap=4), id="без линий"),
        pytest.param(Look(borders=NONE), id="без линий, строки вплотную"),
        pytest.param(Look(turn=1), id="лист на боку"),
        pytest.param(Look(turn=3, borders=NONE, gap=4), id="лист на другом боку, без линий"),
        pytest.param(Look(turn=2), id="вверх ногами"),
    ],
)
def test_table_is_read_as_drawn(look):
    found = grid_of(make_pdf(["Дорожная карта поддержки школ на 2022 год", parse_table(PLAN)], look))
    assert found == ROWS


def test_merged_cells_become_spans_and_repeated_texts():
    table = """
№ | Что делаем | Когда>2 | Кто
^№ | ^Что делаем | начало | конец | ^Кто
1 | Опрос учителей о трудностях | март | май | Отдел образования
2 | Опрос родителей учеников | май | июнь | ^Отдел образования
3 | Сводный отчёт об опросах | июль | июль | Директора школ
"""
    assert grid_of(make_pdf([parse_table(table)])) == [line.strip() for line in table.strip().split("\n")]


def test_a_row_cut_by_pages_is_one_row_again():
    long = "Проведение собраний родителей в каждой школе округа " * 60
    table = parse_table(
        f"№ | Мероприятие | Срок | Кто\n1 | Первое | май | Отдел\n2 | {long}| июнь | Школы\n3 | Третье | июль | Школы"
    )
    blocks = read_bytes(make_pdf([table], Look(size=14)), "план.pdf").blocks
    rows = [r for b in blocks if isinstance(b, Table) for r in b.rows]
    assert [[c.text for c in r.cells] for r in rows[1:]] == [
        ["1", "Первое", "май", "Отдел"],
        ["2", long.strip(), "июнь", "Школы"],
        ["3", "Третье", "июль", "Школы"],
    ]
    assert rows[2].page < rows[3].page
    whole = [
        s.text for part in segment(read_bytes(make_pdf([table], Look(size=14)), "план.pdf")) for s in part.segments
    ]
    assert whole == ["Первое", long.strip(), "Третье"]


def test_running_heads_and_page_numbers_are_dropped():
    table = parse_table(PLAN + PLAN.split("\n", 2)[2] * 6)
    look = Look(head="Муниципальная система образования · приложение", numbers=True, repeat_header=True, size=11)
    blocks = read_bytes(make_pdf(["План на 2022 год", table, "Исполнитель Петрова"], look), "план.pdf").blocks
    assert max(b.rows[-1].page for b in blocks if isinstance(b, Table)) >= 3
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["План на 2022 год", "Исполнитель Петрова"]
    assert sum(line == ROWS[0] for line in shown(blocks)) == len([b for b in blocks if isinstance(b, Table)])


def test_two_plans_in_one_file():
    blocks = [
        "Дорожная карта поддержки школ района на 2022 год", parse_table(PLAN), None,
        "Дорожная карта поддержки школ района на 2023 год", parse_table(PLAN),
    ]  # fmt: skip
    parts = segment(read_bytes(make_pdf(blocks), "планы.pdf"))
    assert [len(part.segments) for part in parts] == [5, 5]
    assert parts[1].before[0].endswith("2023 год")
    assert parts[1].segments[0].place.page == 2


def test_merged_cell_that_a_page_break_cuts_goes_on():
    filler = "".join(f"{i} | Консультация номер {i} | май | Методический кабинет\n" for i in range(1, 31))
    filler = filler.replace("\n2 | Консультация номер 2 | май | М", "\n2 | Консультация номер 2 | май | ^М")
    blocks = [parse_table("№ | Мероприятие | Срок | Кто\n" + filler), None]
    after = parse_table("31 | Консультация номер 31 | май | \n32 | Консультация номер 32 | июнь | ")
    cells = [c for c in after.rows[1].cells if c.column < 3] + [
        after.rows[1].cells[3].model_copy(update={"continued": True})
    ]
    after = after.model_copy(update={"rows": (after.rows[0], after.rows[1].model_copy(update={"cells": tuple(cells)}))})
    found = grid_of(make_pdf([*blocks, after], Look(size=7)))
    assert found[-2:] == [
        "31 | Консультация номер 31 | май | ^Методический кабинет",
        "32 | Консультация номер 32 | июнь | ^Методический кабинет",
    ]


def test_lines_are_joined_to_paragraphs():
    prose = (
        "Во исполнение приказа министерства образования области и в целях повышения качества общего образования в школах "
        "района, показывающих низкие результаты обучения, управление образования района приказывает:"
    )
    items = [
        "1. Утвердить план мероприятий по поддержке школ района, которые показывают низкие результаты обучения по "
        "итогам прошлого учебного года, согласно приложению к настоящему приказу.",
        "2. Контроль оставляю за собой.",
    ]
    texts = ["# ПРИКАЗ", prose, *items, "Начальник управления М. Н. Сорокина"]
    blocks = read_bytes(make_pdf(texts, Look(page=PORTRAIT)), "приказ.pdf").blocks
    assert [b.text for b in blocks] == [t.removeprefix("# ") for t in texts]
    assert [b.page for b in blocks] == [1] * 5


def test_columns_side_by_side_are_read_one_after_the_other():
    def draw(canvas):
        left = ["СОГЛАСОВАНО", "Председатель совета", "школы", "А. А. Белов"]
        right = ["УТВЕРЖДАЮ", "Начальник отдела", "образования района", "В. В. Чернова"]
        for k, pair in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 780 - 14 * k, pair[0])
            canvas.drawString(360, 780 - 14 * k, pair[1])

    texts = [b.text for b in read_bytes(drawn(draw), "план.pdf").blocks]
    assert "УТВЕРЖДАЮ" in texts
    before = " ".join(texts[: texts.index("УТВЕРЖДАЮ")])
    assert before == "СОГЛАСОВАНО Председатель совета школы А. А. Белов"


def drawn(draw, size=PORTRAIT, **options) -> bytes:
    make_pdf(["x"])  # registers the fonts
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=size, **options)
    canvas.setFont("Body", 10)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_turned_text_of_a_narrow_column_is_read():
    def draw(canvas):
        for x in (50, 150, 200, 250):
            canvas.line(x, 500, x, 700)
        for y in (500, 600, 700):
            canvas.line(50, y, 250, y)
        canvas.drawString(60, 640, "Опрос школ")
        canvas.drawString(60, 540, "Семинар")
        for x, month in ((175, "сентябрь"), (225, "октябрь")):
            canvas.saveState()
            canvas.translate(x, 610)
            canvas.rotate(90)
            canvas.drawString(0, 0, month)
            canvas.restoreState()

    assert grid_of(drawn(draw)) == ["Опрос школ | сентябрь | октябрь", "Семинар |  | "]


def test_text_in_a_wrong_code_page_is_restored():
    def draw(canvas):
        for k, line in enumerate(("План мероприятий по поддержке школ", "Срок: до первого марта", "Отдел образования")):
            canvas.drawString(60, 780 - 40 * k, line.encode("cp1251").decode("cp1252"))

    assert "План мероприятий по поддержке школ" in [b.text for b in read_bytes(drawn(draw), "план.pdf").blocks]


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("образова-", "тельных организаций", "образовательных организаций"),
        ("учителей-", "предметников", "учителей-предметников"),
        ("чек-", "листу", "чек-листу"),
        ("Учителя-", "тьюторы", "Учителя-тьюторы"),
        ("Районный метод-", "кабинет", "Районный методкабинет"),
        ("мини-", "стерства", "министерства"),
        ("научно-мето-", "дический", "научно-методический"),
        ("психолого-", "педагогической", "психолого-педагогической"),
        ("анти-", "рисковых программ", "антирисковых программ"),
        ("школы села Ключев-", "ского", "школы села Ключевского"),
        ("Ханты-", "Мансийского", "Ханты-Мансийского"),
        ("СО-", "ГЛАСОВАНО", "СОГЛАСОВАНО"),
        ("по-", "новому", "по-новому"),
        ("2022-", "2023 годы", "2022-2023 годы"),
        ("июнь –", "август", "июнь – август"),
        ("Ответственн", "ый исполнитель", "Ответственный исполнитель"),
        ("Планируема", "я дата", "Планируемая дата"),
        ("до 31.03.202", "3", "до 31.03.2023"),
        ("материальных", ", социальных", "материальных, социальных"),
        ("отдел", "и школы", "отдел и школы"),
        ("РМО", "учителей", "РМО учителей"),
        ("до 15", "апреля", "до 15 апреля"),
    ],
)
def test_words_cut_at_line_ends_are_mended(left, right, whole):
    assert mend(left, right) == whole


def test_a_scan_without_text_is_refused():
    with pytest.raises(UnreadableFileError, match="нет текста"):
        read_bytes(make_scan(2), "план.pdf")


def test_without_the_program_a_scan_names_its_packages(monkeypatch):
    monkeypatch.setattr(pdf, "has_program", lambda: False)
    with pytest.raises(UnsupportedFormatError, match="apt-get install tesseract-ocr tesseract-ocr-rus"):
        read_bytes(make_scan(2), "план.pdf")


def test_a_stamp_over_a_scan_does_not_hide_that_it_is_one():
    def draw(canvas):
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PORTRAIT)
        canvas.drawString(60, 40, "Документ подписан электронной подписью")

    document = read_bytes(drawn(draw), "план.pdf")
    assert [n.kind for n in document.notices][:1] == ["recognised"]


def test_scanned_pages_among_others_are_named(monkeypatch):
    text = "План мероприятий по поддержке школ района. " * 12
    stream = BytesIO()
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in (make_pdf([text]), make_pdf([text]), make_scan(1)):
        source = pypdfium2.PdfDocument(data)
        whole.import_pages(source)
        source.close()
    whole.save(stream)
    whole.close()
    document = read_bytes(stream.getvalue(), "план.pdf")
    assert [(n.kind, "3" in n.detail) for n in document.notices if n.kind != "recognised"] == [("scanned-pages", True)]
    monkeypatch.setattr(pdf, "has_program", lambda: False)
    document = read_bytes(stream.getvalue(), "план.pdf")
    assert [(n.kind, "3." in n.detail and "apt-get" in n.detail) for n in document.notices] == [("scanned-pages", True)]
    assert document.state == "partial"


@pytest.mark.parametrize(
    "text",
    [
        "Hdgf jkld opqwe zxcvb mnbvc lkjhg fdsap oiuyt " * 8,
        "Ъфывя щзхжд орплт имьбю кенгш йцукя ячсмы фывап " * 8,
        "□■◊∆ ∑∏√∞ ≈≠≤≥ ◊◊◊ ∂∫ " * 12,
    ],
)
def test_a_garbage_layer_counts_as_a_scan(text):
    with pytest.raises(UnreadableFileError, match=r"не распознан русский текст|нет текста"):
        read_bytes(make_pdf([text], Look(hyphens=False)), "план.pdf")


def test_an_encrypted_file_is_named_so():
    locked = drawn(lambda c: c.drawString(60, 700, "План"), encrypt=StandardEncryption("тайна", strength=40))
    with pytest.raises(UnreadableFileError, match="зашифрован"):
        read_bytes(locked, "план.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(500), make_pdf(["План"])[:300]])
def test_damaged_files(data):
    with pytest.raises(UnreadableFileError, match=r"повреждённый|нет текста"):
        read_bytes(data, "план.pdf")


def test_a_file_without_text_and_images():
    with pytest.raises(UnreadableFileError, match="нет текста"):
        read_bytes(drawn(lambda c: c.line(10, 10, 90, 90)), "план.pdf")


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(LimitError, match="страниц"):
        read_bytes(make_pdf(["а", None, "б", None, "в"]), "план.pdf")


def test_the_same_bytes_give_the_same_document():
    data = make_pdf(["Дорожная карта", parse_table(PLAN)], Look(borders=NONE, gap=4))
    assert read_bytes(data, "а.pdf") == read_bytes(data, "а.pdf")
