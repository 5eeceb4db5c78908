"""Segmentation: rules one by one, then whole documents in notation."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_notation import document, plans

from nlp.domain import Cell, Document, Paragraph, Row
from nlp.read import read_bytes
from nlp.segment import segment
from nlp.segment.furniture import is_column_numbers, is_signature, is_total
from nlp.segment.header import header_weights, month_of
from nlp.segment.header_words import HEADER_WORDS
from nlp.segment.joining import ends_closed, ends_open, join, slipped, starts_inside
from nlp.segment.list_items import PAGE_NUMBER, is_title, read_item, without_furniture
from nlp.segment.numbering import follows, is_heading_like, numbering_notices, parts, split_number

HEADER = "№ | Мероприятие | Сроки | Ответственные | Результат\n"


# --- header words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role, pattern, weight, example", HEADER_WORDS, ids=lambda v: v if isinstance(v, str) else "")
def test_every_header_pattern_makes_its_role_the_best_for_its_example(role, pattern, weight, example):
    weights = header_weights(example)
    assert max(weights, key=lambda r: weights[r]) == role
    assert weights[role] >= weight


TITLES = {
    "number": "№ | № п/п | №п\\п | п/п | N п/п | Номер мероприятия | № пункта | Пункт | #",
    "text": "Мероприятия | Перечень мероприятий | Содержание деятельности | Что делаем | Что нужно сделать | Действия | "
    "Мероприятия, направленные на повышение качества | Направление деятельности, мероприятия | Меры | Комплекс мер | "
    "Наименование и содержание мероприятия | Рассматриваемые вопросы | Мероприяте | 2. Мероприятия",
    "deadline": "Срок | СРОКИ РЕАЛИЗАЦИИ | Дата проведения | Плановая дата | Когда | К какому сроку | Периодичность | "
    "Временные рамки | Сроки и место проведения | Год реализации | График",
    "executors": "Ответственный | Ответсвенные | Отв. | Ответств. | Исп. | Кто делает | ФИО ответственного | Организатор | "
    "Организация, ответственная за реализацию | Должностное лицо | Соисполнители | Ответственные за исполнение",
    "outcome": "Результат | Резултат | Ожидаемый результат (вид документа) | Показатели | Критерии эффективности | Итог | "
    "Форма отчётности | Конечный продукт | Итоговый документ | Что получим | Предполагаемый результат",
    "extra": "Примечание | Отметка о выполнении | Объём финансирования | Целевая аудитория | Контроль | Бюджет",
    "foreign": "ФИО | Должность | Наименование ОО | Наименование показателя | Телефон | Ед. изм. | Школа",
}


@pytest.mark.parametrize("role, title", [(role, t) for role, titles in TITLES.items() for t in titles.split(" | ")])
def test_header_title(role, title):
    weights = header_weights(title)
    assert weights and max(weights, key=lambda r: weights[r]) == role


@pytest.mark.parametrize("text", ["", "2022 год", "Анализ ВПР", "Директор школы обеспечивает подвоз", "слово " * 30])
def test_no_header_title(text):
    assert not header_weights(text) or "foreign" in header_weights(text)


@pytest.mark.parametrize(
    "title, month", [("янв.", 1), ("МАЙ", 5), ("мая", 5), ("сент.", 9), ("Декабрь 2023", 12), ("майский", None)]
)
def test_month_of_a_narrow_column(title, month):
    assert month_of(title) == month


# --- numbering ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, number, rest",
    [
        ("1.2.Анализ ВПР", "1.2.", "Анализ ВПР"),
        ("3) Семинар", "3)", "Семинар"),
        ("10. Контроль", "10.", "Контроль"),
        ("IV. Контроль", "IV.", "Контроль"),
        ("7.2-й районный конкурс", "7.", "2-й районный конкурс"),
        ("01.09.2023 – совещание", None, "01.09.2023 – совещание"),
        ("2023 год: анализ", None, "2023 год: анализ"),
        ("5 класс: анализ", None, "5 класс: анализ"),
        ("1.5 % прироста", None, "1.5 % прироста"),
        ("Анализ 1.2", None, "Анализ 1.2"),
        ("", None, ""),
    ],
)
def test_split_number(text, number, rest):
    assert split_number(text) == (number, rest)


@pytest.mark.parametrize(
    "number, levels",
    [
        ("2.10.", (2, 10)),
        ("IV", (4,)),
        ("ІХ.", (9,)),
        ("3)", (3,)),
        ("2,1", (2, 1)),
        ("8-9", (8, 9)),
        ("А1", (1,)),
        ("б/н", ()),
        (None, ()),
        ("-", ()),
    ],
)
def test_parts(number, levels):
    assert parts(number) == levels


@pytest.mark.parametrize(
    "previous, number",
    [("1", "2"), ("1.4", "1.5"), ("1.9", "2.1"), ("2", "2.1"), ("1.9", "2"), ("I", "II"), ("1.", "2)")],
)
def test_follows(previous, number):
    assert follows(previous, number)
    assert not follows(number, previous)


@pytest.mark.parametrize("previous, number", [("1", "3"), ("1", "1"), ("1.1", "3.1"), (None, "1"), ("1", None)])
def test_does_not_follow(previous, number):
    assert not follows(previous, number)


@pytest.mark.parametrize(
    "numbers, faults",
    [
        ("1 2 3", ""),
        ("1.1 1.2 2.1 2.2 3.1", ""),
        ("1 2 1 2", ""),
        ("1 2 4", "3 number-gap"),
        ("1.1 1.2 1.5", "3 number-gap"),
        ("1 2 2 3", "3 number-repeated"),
        ("1.1 1.2 2.1 1.2", "4 number-repeated"),
        ("1.1 12 1.3", "2 number-misprint"),
        ("1 _ 2 3", "2 no-number"),
        ("_ _ _ 1", ""),
        ("", ""),
    ],
)
def test_numbering_notices(numbers, faults):
    found = numbering_notices([None if n == "_" else n for n in numbers.split()])
    assert ", ".join(f"{i + 1} {n.kind}" for i, n in found) == faults


def test_numbering_may_begin_anew_in_a_new_section():
    assert [n.kind for _, n in numbering_notices(["1", "1"], [("А",), ("А",)])] == ["number-repeated"]
    assert numbering_notices(["1", "1"], [("А",), ("Б",)]) == ()


# --- joining --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "left, right, joined",
    [
        ("Анализ резуль", "татов ВПР", "Анализ результатов ВПР"),
        ("Анализ резуль-", "татов ВПР", "Анализ результатов ВПР"),
        ("Социально-", "психологическое обследование", "Социально-психологическое обследование"),
        ("учебно-", "методический совет", "учебно-методический совет"),
        ("Анализ работы", "школ района", "Анализ работы школ района"),
        ("Анализ работы школ", "работы школ", "Анализ работы школ"),
        ("Семинар по", "теме", "Семинар по теме"),
        ("Справка,", "приказ", "Справка, приказ"),
        ("", "татов", "татов"),
        ("Анализ", "", "Анализ"),
    ],
)
def test_join(left, right, joined):
    assert join(left, right) == joined


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_join_loses_no_letter_of_the_left_text(left, right):
    assert join(left, right).startswith(left.rstrip("-"))


@pytest.mark.parametrize("text", ["с руководителями", "(с учётом", "– приказ", ", приказ", "«и другие»"])
def test_starts_inside(text):
    assert starts_inside(text)


@pytest.mark.parametrize("text", ["Семинар", "«Школа»", "1. Анализ", ""])
def test_starts_anew(text):
    assert not starts_inside(text)


@pytest.mark.parametrize("text", ["Семинар для", "Анализ,", "обучающихся с", "в том числе", "(", "Семинар на базе"])
def test_ends_open(text):
    assert ends_open(text)
    assert not ends_closed(text)


@pytest.mark.parametrize("text", ["Семинар.", "Семинар;", "«Школа.»"])
def test_ends_closed(text):
    assert ends_closed(text)
    assert not ends_open(text)


@pytest.mark.parametrize(
    "text, split",
    [
        ("работ района. Семинар для учителей", ("работ района.", "Семинар для учителей")),
        ("и учителей Проведение семинара", ("и учителей", "Проведение семинара")),
        ("Семинар для учителей", None),
    ],
)
def test_slipped(text, split):
    assert slipped(text) == split


# --- rows and lines that are no measures ----------------------------------------------------------


def row(text: str) -> Row:
    return Row(cells=tuple(Cell(text=t.strip(), column=i) for i, t in enumerate(text.split("|"))), row=1)


@pytest.mark.parametrize("text", ["1 | 2 | 3 | 4", "1. | 2. | 3.", "1 | 2", "2 | 3 | 4"])
def test_column_numbers(text):
    assert is_column_numbers(row(text))


@pytest.mark.parametrize("text", ["1 | Анализ | 3", "1 | 3 | 5", "1 | 2 | ", "² | 3 | 4", "9" * 5000 + " | 1 | 2", "5"])
def test_no_column_numbers(text):
    assert not is_column_numbers(row(text))


@pytest.mark.parametrize(
    "text",
    [
        "Начальник отдела | | А.А. Котова",
        "И.о. директора школы | ____ | Котова А.А.",
        "Заведующая РОО | Котова Анна Андреевна",
        "Исп.: Котова А.А., тел. 2-00-00",
        "Согласовано: | Начальник управления | А.А. Котова",
    ],
)
def test_signature(text):
    assert is_signature(row(text))


@pytest.mark.parametrize(
    "text",
    [
        "1 | Анализ ВПР | май | Котова А.А.",
        "Директор школы обеспечивает подвоз | май",
        "Согласование планов | А.А. Котова",
        "Начальник отдела",
        "",
    ],
)
def test_no_signature(text):
    assert not is_signature(row(text))


@pytest.mark.parametrize(
    "text, total", [("Итого | | 500,0", 1), ("Всего: | 5", 1), ("Итоговый педсовет | май", 0), ("", 0)]
)
def test_total(text, total):
    assert is_total(row(text)) == bool(total)


@pytest.mark.parametrize("text, found", [("- 2 -", 1), ("стр. 3", 1), ("4 из 10", 1), ("12", 1), ("2 семинара", 0)])
def test_page_number(text, found):
    assert bool(PAGE_NUMBER.match(text)) == bool(found)


@pytest.mark.parametrize(
    "text, found",
    [
        ("План мероприятий («дорожная карта») школы", 1),
        ("ДОРОЖНАЯ КАРТА", 1),
        ("Муниципальная «дорожная карта» по поддержке", 1),
        ("Комплекс мер на 2023 год", 1),
        ("План-график работы", 1),
        ("IV. Контроль реализации дорожной карты", 0),
        ("Цель: поддержка школ", 0),
    ],
)
def test_title(text, found):
    assert is_title(text) == bool(found)


@pytest.mark.parametrize("text", ["I. Кадры", "Раздел 2. Контроль", "Работа с родителями", "РАБОТА С КАДРАМИ"])
def test_heading_like(text):
    assert is_heading_like(text)


@pytest.mark.parametrize("text", ["", "12", "Приложение 1", "Утверждаю", "* по согласованию", "исп. Котова", "х" * 300])
def test_not_heading_like(text):
    assert not is_heading_like(text)


def test_running_heads_and_page_numbers_are_dropped_from_lists():
    lines = [
        "План мероприятий",
        "1. Анализ",
        "Школа № 1",
        "- 1 -",
        "План мероприятий",
        "Школа № 1",
        "- 2 -",
        "2. Семинар",
    ]
    kept = without_furniture([Paragraph(text=t) for t in lines])
    assert [p.text for p in kept] == ["План мероприятий", "1. Анализ", "2. Семинар"]


@pytest.mark.parametrize(
    "text, item",
    [
        (
            "1. Провести опрос. Срок: май. Ответственный: ОО",
            ("1.", "Провести опрос.", (("deadline", "май."), ("executors", "ОО"))),
        ),
        (
            "2) Опрос (срок – май; результат – справка).",
            ("2)", "Опрос", (("deadline", "май"), ("outcome", "справка"))),
        ),
        ("Отв.: директор", (None, "", (("executors", "директор"),))),
        ("Ожидаемый результат: 2 семинара", (None, "", (("outcome", "2 семинара"),))),
        ("Обсуждение сроков и результатов ВПР", (None, "Обсуждение сроков и результатов ВПР", ())),
    ],
)
def test_read_item(text, item):
    found = read_item(Paragraph(text=text))
    assert (found.number, found.text, found.labelled) == item


# --- whole documents ------------------------------------------------------------------------------

TWO = "1 | Анализ ВПР | май | Школа | справка\n2 | Семинар | июнь | ИМЦ | план"
SHOWN = ["1 | Анализ ВПР | май | Школа | справка", "2 | Семинар | июнь | ИМЦ | план"]


@pytest.mark.parametrize(
    "name, text, shown",
    [
        ("plain table", HEADER + TWO, SHOWN),
        ("column numbers", HEADER + "1 | 2 | 3 | 4 | 5\n" + TWO, SHOWN),
        ("signature row", HEADER + TWO + "\nНачальник отдела | _ | _ | _ | А.А. Котова", SHOWN),
        ("sum row", HEADER + TWO + "\nИтого | _ | _ | _ | 500", SHOWN),
        ("note row", HEADER + TWO + "\n* Примечание: сроки могут измениться>5 |", SHOWN),
        ("page number", HEADER + TWO.replace("\n", "\n\n- 2 -\n\n"), SHOWN),
        ("header again", HEADER + TWO.replace("\n", "\n~\n" + HEADER), SHOWN),
        ("misprinted header", "№ п/п | Мероприяте | Срок | Ответсвенный | Резултат\n" + TWO, SHOWN),
        (
            "other order and names",
            "Кто | Когда | Что делаем | Что получим\nШкола | май | Анализ ВПР | справка",
            ["_ | Анализ ВПР | май | Школа | справка"],
        ),
        (
            "sections nest by their numbers",
            HEADER + "1. Кадры>5 |\n1.1. Обучение>5 |\n1.1.1 | А | май | Школа | _\n1.2. Наставники>5 |\n"
            "1.2.1 | Б | май | Школа | _\n2. Итоги>5 |\n2.1 | В | май | Школа | _",
            [
                "# 1. Кадры / 1.1. Обучение",
                "1.1.1 | А | май | Школа | _",
                "# 1. Кадры / 1.2. Наставники",
                "1.2.1 | Б | май | Школа | _",
                "# 2. Итоги",
                "2.1 | В | май | Школа | _",
            ],
        ),
        (
            "word cut by a page",
            HEADER + "1 | Анализ резуль | май | Школа | справка\n~\n_ | татов ВПР | _ | _ | и приказ",
            ["1 | Анализ результатов ВПР | май | Школа | справка и приказ ! cut-mended"],
        ),
        (
            "tail printed twice",
            HEADER + "1 | Анализ работы школ | май | Школа | справка\n~\n_ | работы школ | _ | _ | _",
            ["1 | Анализ работы школ | май | Школа | справка ! cut-mended"],
        ),
        (
            "tail slipped into the next row",
            HEADER + "1 | Анализ диагностических | май | Школа | справка\n~\n"
            "2 | работ района. Семинар для учителей | июнь | ИМЦ | план",
            [
                "1 | Анализ диагностических работ района. | май | Школа | справка ! cut-mended",
                "2 | Семинар для учителей | июнь | ИМЦ | план",
            ],
        ),
        (
            "vertical merges",
            HEADER + "1 | Анализ | май | Школа | справка\n2 | Семинар | ^май | ^Школа | план",
            ["1 | Анализ | май | Школа | справка", "2 | Семинар | май | Школа | план"],
        ),
        (
            "month grid",
            "№ | Мероприятие | Исполнитель | янв. | фев. | март\n1 | Анализ | Школа | + | _ | х",
            ["1 | Анализ | январь, март | Школа | _"],
        ),
        (
            "year grid under the deadline",
            "№ | Мероприятие | Сроки>2 | Ответственный\n^№ | ^Мероприятие | 2022 | 2023 | ^Ответственный\n"
            "1 | Анализ | + | + | Школа\n2 | Семинар | _ | май | ИМЦ",
            ["1 | Анализ | 2022 год, 2023 год | Школа | _", "2 | Семинар | май 2023 год | ИМЦ | _"],
        ),
        (
            "sums by years are no deadlines",
            "№ | Мероприятие | Срок | 2022 | 2023 | Всего | Исполнитель\n1 | Анализ | май | 10 | 20 | 30 | Школа",
            ["1 | Анализ | май | Школа | _"],
        ),
        (
            "two deadline columns",
            "№ | Мероприятие | Дата начала | Дата окончания | Исполнитель\n1 | Анализ | 01.09.2022 | 30.09.2022 | ОО",
            ["1 | Анализ | 01.09.2022 – 30.09.2022 | ОО | _"],
        ),
        (
            "numbers glued to texts",
            "Мероприятие | Сроки | Исполнитель\n1.Анализ | май | ОО\n2) Опрос | май | ОО\n3 Семинар | май | ОО\n"
            "4-я неделя качества | май | ОО",
            [
                "1. | Анализ | май | ОО | _",
                "2) | Опрос | май | ОО | _",
                "3 | Семинар | май | ОО | _",
                "_ | 4-я неделя качества | май | ОО | _ ! no-number",
            ],
        ),
        (
            "indicators before the plan",
            "№ | Наименование показателя | Ед. изм. | 2022 | 2023\n1 | Доля школ | % | 10 | 20\n\n"
            "План мероприятий\n" + HEADER + TWO,
            SHOWN,
        ),
        (
            "council behind the plan",
            HEADER
            + TWO
            + "\n\nСостав рабочей группы\n№ | ФИО | Должность\n1 | Котова А.А. | директор\n2 | Лис Б.Б. | учитель",
            SHOWN,
        ),
        (
            "order before the plan",
            "ПРИКАЗЫВАЮ:\n1. Утвердить план мероприятий.\n2. Контроль оставляю за собой.\nПлан мероприятий\n"
            + HEADER
            + TWO,
            SHOWN,
        ),
        (
            "what stands alone in the number column is the number",
            HEADER + "А1 | Анализ ВПР | май | Школа | справка\n8-9 | Семинар для учителей | июнь | ИМЦ | план",
            ["А1 | Анализ ВПР | май | Школа | справка", "8-9 | Семинар для учителей | июнь | ИМЦ | план"],
        ),
        (
            "a section under the header with a name of columns in it",
            HEADER
            + "1 | Работа с педагогами | _ | _ | _\n1.1 | Семинар | май | ОО | план\n1.2 | Опрос | май | ОО | план",
            [
                "# 1 Работа с педагогами",
                "1.1 | Семинар | май | ОО | план",
                "1.2 | Опрос | май | ОО | план",
            ],
        ),
        (
            "months in digits",
            "№ | Мероприятие | 09 | 10 | 11 | 12 | 01 | 02 | Ответственный\n1 | Анализ ВПР | + | _ | _ | + | _ | _ | ОО",
            ["1 | Анализ ВПР | сентябрь, декабрь | ОО | _"],
        ),
        (
            "bullets with labels below",
            "План мероприятий\n• Анализ ВПР\nСрок: май\nОтветственный: ОО\n• Семинар\nОтветственный: ИМЦ\nРезультат: план",
            ["_ | Анализ ВПР | май | ОО | _", "_ | Семинар | _ | ИМЦ | план"],
        ),
        (
            "infinitives without labels",
            "План мероприятий\n1. Провести анализ.\n2. Внести изменения.\n3. Организовать контроль.",
            [
                "1. | Провести анализ. | _ | _ | _",
                "2. | Внести изменения. | _ | _ | _",
                "3. | Организовать контроль. | _ | _ | _",
            ],
        ),
    ],
)
def test_document(name, text, shown):
    assert plans(text) == [shown]


@pytest.mark.parametrize(
    "rows, last",
    [
        ("2 | Семинар для учителей | _ | _ | _", "2 | Семинар для учителей | _ | _ | _ ! doubtful-row"),
        ("2 | _ | _ | _ | _", "2 | _ | _ | _ | _ ! empty-row"),
        ("2 | _ | июнь | ИМЦ | план", "2 | _ | июнь | ИМЦ | план ! no-text"),
        ("_ | Проверка школ | июль | ИМЦ | план", "_ | Проверка школ | июль | ИМЦ | план ! no-number"),
    ],
)
def test_a_doubtful_row_is_kept_with_a_notice(rows, last):
    assert plans(HEADER + "1 | Анализ ВПР | май | Школа | справка\n" + rows)[0][-1] == last


def test_a_table_without_header_is_read_by_contents_with_a_notice():
    [found] = plans(
        "1 | Проведение анализа ВПР | май 2023 | Школа\n2 | Организация семинара | июнь | Отдел образования"
    )
    assert found == [
        "1 | Проведение анализа ВПР | май 2023 | Школа | _ ! no-header",
        "2 | Организация семинара | июнь | Отдел образования | _ ! no-header",
    ]


def test_two_plans_in_one_file():
    second = "\n\nПриложение 2\nПлан мероприятий школы\n" + HEADER
    assert plans("План мероприятий района\n" + HEADER + TWO + second + TWO) == [SHOWN, SHOWN]


def test_what_stands_around_a_plan_is_kept():
    [part] = segment(document("Цель: качество\nПлан мероприятий\n" + HEADER + TWO + "\n\nДиректор А.А. Котова"))
    assert part.before == ("Цель: качество", "План мероприятий")
    assert part.after == ("Директор А.А. Котова",)


def test_unknown_columns_are_kept_by_their_titles():
    [part] = segment(document("№ | Мероприятие | Срок | Ответственный | Примечание\n1 | Анализ | май | Школа | очно"))
    assert part.segments[0].extra == (("Примечание", "очно"),)


@pytest.mark.parametrize(
    "text", ["", "Добрый день!\nНовости школы.", HEADER, "№ | ФИО | Должность\n1 | Котова А.А. | директор"]
)
def test_a_document_without_plan_gives_one_part_with_a_notice(text):
    [part] = segment(document(text) if text else Document(name="", media_type="", sha256="", blocks=()))
    assert part.segments == ()
    assert [n.kind for n in part.notices] == ["no-plan"]


def test_two_thousand_rows_are_read_in_time():
    rows = [f"{i} | Проведение семинара № {i} для учителей | май 2023 | Школа № {i} | план {i}" for i in range(1, 2001)]
    plan = document(HEADER + "\n".join(rows))
    began = time.process_time()
    [part] = segment(plan)
    assert time.process_time() - began < 6
    assert [s.number for s in part.segments] == [str(i) for i in range(1, 2001)]
    assert {s.section for s in part.segments} == {()}


PIECES = (
    "|1|2.1|²|№|Мероприятие|Срок|Ответственный|Результат|май|Школа|Анализ ВПР|ре-|+|и учителей|Раздел 1|Итого"
    "|План мероприятий|X|Состав|2023|- 2 -|Срок: май|" + "9" * 5000
)
CELLS = st.sampled_from(PIECES.split("|")) | st.text(max_size=8)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6).map(" | ".join), max_size=12).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_no_document_breaks_segmentation(text):
    found = segment(document(text))
    assert found
    assert found == segment(document(text))


def test_a_row_with_its_number_glued_on_is_no_header():
    head = "Мероприятия\tОтветственные\tСроки\tРезультаты\n"
    rows = "1. Проведение опроса\tШколы\tмай\tСправка\n2. Работа с родителями\tШколы\t\tРезультаты обсуждены\n"
    found = segment(read_bytes(("План мероприятий\n\n" + head + rows).encode(), "план.txt"))
    assert [s.number for part in found for s in part.segments] == ["1.", "2."]
