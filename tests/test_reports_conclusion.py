"""The expert's conclusion: what stands in the document, in which words, and that it comes out the same each time."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from reports_samples import HOSTILE, MANDATES, RICH, STAMP, conclusion_input, coverage, measure, plan

from nlp.domain import Notice
from service.reports.cells import printable
from service.reports.conclusion import builtin_template, check_template, conclusion, template_fields
from service.reports.context import context
from service.reports.make_template import template
from service.reports.specimen import specimen


def texts(data: bytes) -> list[str]:
    """Every paragraph of a document, those of tables too, in order."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [
        "".join(t.text or "" for t in p.iter() if t.tag.endswith(("}t", "}br")))
        for p in body.iter()
        if p.tag.endswith("}p")
    ]


@pytest.fixture(scope="module")
def written() -> str:
    return "\n".join(texts(conclusion(conclusion_input())))


@pytest.mark.parametrize(
    "said",
    [
        "Ольховский район",
        "Приречная область",
        "приказ № 5 от 15.01.2024, Управление образования",
        "01.01.2024 – 31.12.2024",
        "Ольховский район.docx",
        "2 мероприятия",
        "Из 5 ожидаемых мероприятий каталога: есть 2; есть частично 1; не найдено 1; программа не решила, нужен взгляд эксперта: 1.",
        "Ещё 1 ожидаемое мероприятие к этому плану не относится.",
        "Реализация: не найдено 1 из 2: «Курсы команд».",
        "На этапах «Выявление школ», «Планирование» все ожидаемые мероприятия есть хотя бы частично.",
        "п. 1: Провести семинар 1",
        "федеральная оценка качества, практика региональных и муниципальных планов",
        "– «Направить команды на курсы» (Луговской округ, 2023, п. 4)",
        "– «Обучить директоров» (Сосновский район, 2022, п. 7)",
        "Потому что courses.",
        "Потому что final.",
        "В плане нет столбца «результат».",
        "Результат нечем проверить.",
        "п. 2: категория",
        "Экспертова Е. Е.",
        "15.03.2025",
        "Построено программой «Сверка» 1.2.3, 14.03.2025.",
        "Каталог ожидаемых мероприятий: municipal, версия 7.",
        "ab" * 32,
        "cd" * 32,
    ],
)
def test_the_conclusion_says(written, said):
    assert said in written


@pytest.mark.parametrize("never", ["отсутству", "Не нужно", "[R1]", "{{", "{%", "None", "covered"])
def test_the_conclusion_never_says(written, never):
    assert never not in written


def test_a_weak_candidate_is_no_evidence(written):
    covered = written.index("Перечень школ")
    assert "Провести семинар 2" not in written[covered : written.index("Итоговый мониторинг", covered)]


def test_the_tables_repeat_their_heads_and_the_page_is_a4():
    document = docx.Document(io.BytesIO(conclusion(conclusion_input())))
    heads = [t for t in document.tables if t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert [t.rows[0].cells[0].text for t in heads] == ["Этап управленческого цикла", "№", "Строка", "Что исправлено"]
    assert (document.sections[0].page_width.mm, document.sections[0].page_height.mm) == pytest.approx(
        (210, 297), abs=0.1
    )
    assert "PAGE" in document.sections[0].footer._element.xml
    assert document.core_properties.title == "Дорожная карта"


def test_hostile_texts_stand_as_they_are():
    hostile = plan(*(measure(n, f"До {text} после") for n, text in enumerate(HOSTILE, 1)), name="; ".join(HOSTILE))
    notices = tuple(Notice(kind="k", measure=m.id, detail="Замечание.") for m in hostile.measures[:5])
    notices += tuple(Notice(kind="k", measure=m.id, detail=f"№ {m.index}.") for m in hostile.measures)
    found = "".join(
        "".join(texts(conclusion(conclusion_input(hostile.model_copy(update={"notices": notices}))))).split()
    )
    for text in HOSTILE:
        assert "".join(f"До {printable(text)} после".split()) in found
    assert "".join(printable("; ".join(HOSTILE)).split()) in found


def test_line_ends_become_line_breaks():
    document = docx.Document(io.BytesIO(conclusion(conclusion_input(plan(measure(1, "первая\nвторая"))))))
    assert any("первая\nвторая" in c.text for t in document.tables for r in t.rows for c in r.cells)


def test_a_plan_without_measures():
    data = conclusion_input(plan(period=None, act=None, region=None), coverage=(), corrections=(), borrowed=())
    found = "\n".join(texts(conclusion(data)))
    assert "Мероприятий в плане не найдено" in found
    assert "0 мероприятий" in found
    assert found.count("не указано") == 3
    assert "Замечаний нет." in found
    assert "Ответы программы не исправлялись." in found
    assert "План не сопоставлялся" in found


def test_a_plan_of_300_measures():
    measures = [measure(n, f"Мероприятие {n} & " + "слово " * 40) for n in range(1, 301)]
    notices = tuple(Notice(kind="no-deadline", measure=m.id, detail="Не указан срок.") for m in measures)
    own = tuple(Notice(kind="own", measure=m.id, detail=f"Замечание {m.index}.") for m in measures)
    found = "\n".join(texts(conclusion(conclusion_input(plan(*measures, notices=(*notices, *own))))))
    assert "Не указан срок. (300 мероприятий: п. 1, п. 2" in found
    assert "Замечание 300." in found


def test_the_same_input_gives_the_same_bytes():
    first, second = conclusion(conclusion_input()), conclusion(conclusion_input())
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(2025, 3, 14, 0, 0, 0)}
        assert b"2025-03-14T00:00:00Z" in parts.read("docProps/core.xml")


def test_another_day_gives_other_bytes():
    later = STAMP.model_copy(update={"date": "2025-03-15"})
    assert conclusion(conclusion_input(stamp=later)) != conclusion(conclusion_input())


def test_the_template_is_what_its_program_draws():
    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(template()) == parts(builtin_template())
    assert len(builtin_template()) < 100_000
    assert check_template(builtin_template()) == ()


def test_the_specimen_fills_every_list():
    def empty(value: object, path: str) -> list[str]:
        if isinstance(value, dict):
            return [p for key, item in value.items() for p in empty(item, f"{path}.{key}")]
        if isinstance(value, list):
            return empty(value[0], f"{path}[0]") if value else [path]
        return []

    assert empty(context(specimen()), "") == []


def test_names_of_values_are_no_methods_of_dictionaries():
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    assert not keys(context(specimen())) & {name for kind in (dict, list, str) for name in dir(kind)} - {"title"}


@pytest.mark.parametrize(
    "n, said",
    [(1, "Из 1 ожидаемого мероприятия"), (2, "Из 2 ожидаемых мероприятий"), (5, "Из 5 ожидаемых мероприятий")],
)
def test_counts_in_words(n, said):
    assert said in context(conclusion_input(coverage=coverage(*["missing"] * n)))["summary"]["counts"]


def test_a_mandate_that_the_catalogue_lost_is_shown_still():
    found = "\n".join(texts(conclusion(conclusion_input(mandates=MANDATES[1:]))))
    assert "Перечень школ" in found
    assert "Прочее" in found


def test_categories_are_counted():
    profile = context(conclusion_input(plan(RICH)))["profile"]
    assert {p["name"]: p["number"] for p in profile}["Кадровые"] == "1"
    assert [p["name"] for p in context(conclusion_input())["profile"]][-1] == "Категория не определена"


def test_an_admin_can_see_what_a_template_may_name():
    assert {"plan.title", "coverage[].rows[].evidence[].text", "stamp.originals[].sha256"} < set(template_fields())
