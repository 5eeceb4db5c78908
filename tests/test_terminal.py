"""What a person sees on the terminal, and the Russian words of the interfaces."""

from __future__ import annotations

import io
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from nlp.domain import (
    Act,
    Category,
    CategoryId,
    CoverageStatus,
    Deadline,
    Executors,
    Finding,
    Indicator,
    Measure,
    Notice,
    Outcome,
    Recurrence,
    Region,
    Relation,
    Roadmap,
    Role,
    Source,
)
from ui.terminal import show_findings, show_roadmap
from ui.wording import CATEGORIES, RECURRENCES, RELATIONS, ROLES, STATUSES, date, plural, window

PLURALS = {"план": (1, 21, 101, 1001), "плана": (2, 4, 22, 104), "планов": (0, 5, 11, 12, 14, 25, 111, 112)}


@pytest.mark.parametrize("n, words", [(n, word) for word, numbers in PLURALS.items() for n in numbers])
def test_plural(n, words):
    assert plural(n, "план", "плана", "планов") == f"{n} {words}"


@pytest.mark.parametrize("iso, shown", [("2022-04-15", "15.04.2022"), ("--04-01", "01.04"), (None, "…"), ("", "…")])
def test_date(iso, shown):
    assert date(iso) == shown


@pytest.mark.parametrize(
    "start, end, shown",
    [
        (None, "2022-04-15", "до 15.04.2022"),
        ("2022-04-11", None, "с 11.04.2022"),
        ("2022-04-15", "2022-04-15", "15.04.2022"),
        ("2022-04-01", "2022-04-30", "01.04.2022 – 30.04.2022"),
        ("--01-01", "--03-31", "01.01 – 31.03"),
    ],
)
def test_window(start, end, shown):
    assert window(start, end) == shown


@pytest.mark.parametrize(
    "wording, codes",
    [
        (CATEGORIES, CategoryId),
        (ROLES, Role),
        (RECURRENCES, Recurrence),
        (STATUSES, CoverageStatus),
        (RELATIONS, Relation),
    ],
)
def test_every_code_has_its_words(wording, codes):
    assert set(wording) == set(get_args(codes))


def sample(**changed) -> Roadmap:
    first = Measure(
        id="a",
        index=1,
        number="1.1.",
        section=("I. Кадры",),
        text="Провести [bold]семинар[/bold] для учителей",
        deadline=Deadline(text="май", windows=(("2023-05-01", "2023-05-31"),), recurrence="none"),
        executors=Executors(text="ОО, Котова А.А.", roles=("school", "person"), names=("Котова А.А.",)),
        outcome=Outcome(indicators=(Indicator(comparator=">=", value=2, unit="встреча", span=(0, 1), rule="r"),)),
        category=Category(primary="methodical", probability=0.93, origin="model"),
    )
    fields = {
        "id": "0",
        "source": Source(name="план.txt", media_type="text/plain"),
        "title": "Дорожная карта",
        "region": Region(code="59", name="Пермский край"),
        "municipality": "Светлоборский район",
        "period": ("2023-01-01", "2023-12-31"),
        "act": Act(kind="приказ", number="17", date="2023-01-12"),
        "measures": (first, Measure(id="b", index=2, text="Опрос родителей")),
        "notices": (Notice(kind="no-deadline", measure="b", detail="Не указан срок."),),
    }
    return Roadmap(**(fields | changed))


def shown(roadmap: Roadmap, width: int = 320) -> str:
    stream = io.StringIO()
    show_roadmap(Console(file=stream, width=width), roadmap)
    return stream.getvalue()


PIECES = (
    "план.txt | Дорожная карта | Пермский край | Светлоборский район | 01.01.2023 – 31.12.2023 | приказ № 17 от 12.01.2023"
    " | 2 мероприятия | 1.1. | I. Кадры | Провести [bold]семинар[/bold] | 01.05.2023 – 31.05.2023 | Котова А.А. | школа"
    " | >= 2 встреча | Методические (93%) | ! № 2: Не указан срок. | срок не указан | не указано"
)


@pytest.mark.parametrize("piece", PIECES.split(" | "))
def test_a_roadmap_shows(piece):
    assert piece in shown(sample())


def test_an_empty_roadmap_says_that_nothing_is_known():
    text = shown(sample(title="", region=None, municipality=None, period=None, act=None, measures=(), notices=()))
    assert text.count("не указано") == 5
    assert "0 мероприятий" in text
    assert "Исполнители" not in text


def test_nothing_beside_the_plan_is_shown():
    assert str(Path.home()) not in shown(sample())
    assert str(Path.cwd()) not in shown(sample())


def test_a_frequent_notice_is_summed_up():
    measures = tuple(Measure(id=f"m{i}", index=i, text="Опрос") for i in range(1, 9))
    notices = tuple(Notice(kind="no-deadline", measure=m.id, detail="Не указан срок.") for m in measures)
    text = shown(sample(measures=measures, notices=notices))
    assert text.count("Не указан срок.") == 1
    assert "и ещё 7 таких" in text


def test_findings_are_numbered_and_none_is_said():
    stream = io.StringIO()
    found = Finding(plan="0", file="план.txt", measure="a", text="Анализ ВПР", rank=1, relevance=1.0, spans=((7, 10),))
    show_findings(Console(file=stream, width=80), [found])
    show_findings(Console(file=stream, width=80), [])
    lines = stream.getvalue().splitlines()
    assert lines[0].split() == ["1.", "Анализ", "ВПР"]
    assert lines[1].strip() == "план.txt"
    assert lines[2].startswith("Ничего не найдено")
