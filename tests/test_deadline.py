"""Deadlines: notation tables (plan | cell | windows | recurrence) and properties."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.domain import Deadline
from nlp.extract.deadline import deadline

PLANS = {
    "22": ("2022-01-01", "2022-12-31"),
    "24": ("2024-01-01", "2024-12-31"),
    "2/3": ("2022-09-01", "2023-08-31"),
    "21-22": ("2021-01-01", "2022-12-31"),
    "22-24": ("2022-01-01", "2024-12-31"),
    "?": None,
}
TABLES = Path(__file__).parent / "samples" / "phrases"
CASES = (TABLES / "deadline-notation.txt").read_text("utf-8")


def windows(found: Deadline) -> str:
    return " ".join(f"{start or ''}..{end or ''}" for start, end in found.windows)


def spelled(notation: str, plan: str) -> str:
    """«PLAN» is the whole period; «2022-05» the month; «a~b» a range of months; the rest as ISO."""
    period = PLANS[plan]
    parts = []
    for part in notation.split():
        if part == "PLAN":
            assert period
            parts.append("..".join(period))
        elif re.fullmatch(r"\S+~\S+|\d{4}-\d\d|--\d\d", part):
            first, last = (part.split("~") * 2)[:2]
            year, month = last.rsplit("-", 1)
            lengths = {
                "02": 29 if year.isdigit() and int(year) % 4 == 0 else 28,
                "04": 30,
                "06": 30,
                "09": 30,
                "11": 30,
            }
            parts.append(f"{first}-01..{last}-{lengths.get(month, 31)}")
        else:
            parts.append(part if ".." in part else f"{part}..{part}")
    return " ".join(parts)


def cases(table: str) -> list[tuple[str, str, str, str]]:
    lines = [line for line in table.strip().splitlines() if line and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split("|")) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(("plan", "text", "expected", "recurrence"), cases(CASES))
def test_notation(plan: str, text: str, expected: str, recurrence: str) -> None:
    found = deadline(text, PLANS[plan])
    assert (windows(found), found.recurrence) == (spelled(expected, plan), recurrence)


def blind_table() -> list[dict[str, object]]:
    table: list[dict[str, object]] = []
    for name, fewest in (("deadlines", 250), ("deadlines-2", 90)):
        cases_of_one = yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
        assert len(cases_of_one) >= fewest
        table += cases_of_one
    return table


@pytest.mark.parametrize("case", blind_table(), ids=lambda case: f"{case['text']} {case['period']}")
def test_phrases(case: dict[str, list[list[str | None]]]) -> None:
    period = (str(case["period"][0]), str(case["period"][1])) if case["period"] else None
    found = deadline(str(case["text"]), period)
    assert [list(window) for window in found.windows] == case["windows"]
    assert found.recurrence == case["recurrence"]


MENTIONS = """
С 1 по 15 сентября 2022 г. | window range С 1 по 15 сентября 2022 г.
Апрель, далее ежеквартально | window month Апрель; quarterly every-quarter ежеквартально
до 5 мая, по согласованию | window until до 5 мая; event as-needed по согласованию
III квартал 2022 года | window quarter III квартал 2022 года
Отдел образования |
в рамках декады, октябрь | window month октябрь
"""


@pytest.mark.parametrize("line", MENTIONS.strip().splitlines())
def test_mentions_show_their_place_and_rule(line: str) -> None:
    text, expected = (part.strip() for part in line.split("|"))
    found = deadline(text, PLANS["22"])
    shown = [f"{mention.label} {mention.rule} {text[slice(*mention.span)]}" for mention in found.mentions]
    assert shown == [part.strip() for part in expected.split(";") if part.strip()]
    assert found.text == text


def test_unread_differs_from_missing_and_from_event() -> None:
    unread, missing, event = (deadline(text, None) for text in ("Отдел кадров", "—", "по графику"))
    assert (unread.recurrence, unread.mentions) == ("none", ())
    assert (missing.recurrence, missing.mentions) == ("missing", ())
    assert event.recurrence == "event"
    assert event.mentions


# --- properties: the calendar of the standard library is the oracle ---------------------------------------------------

NOMINATIVE = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
GENITIVE = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTH = st.integers(1, 12)
YEAR = st.integers(2015, 2035)
DAY = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@given(MONTH, YEAR, st.sampled_from(["{} {}", "{} {}г.", "{}, {} года", "в {}{}г", "{} ({})"]))
def test_a_month_of_a_year(month: int, year: int, form: str) -> None:
    found = deadline(form.format(NOMINATIVE[month - 1], year), None)
    assert windows(found) == f"{date(year, month, 1)}..{last_day(year, month)}"


@given(MONTH, MONTH, YEAR, st.sampled_from([" - ", "-", "–", " — ", "- ", "−"]))
def test_a_range_of_months_ends_in_the_year_it_states(first: int, last: int, year: int, dash: str) -> None:
    found = deadline(f"{NOMINATIVE[first - 1]}{dash}{NOMINATIVE[last - 1]} {year}", None)
    start = date(year - (first > last), first, 1)
    assert windows(found) == f"{start}..{last_day(year, last)}"


@given(st.sets(MONTH, min_size=1), st.booleans())
def test_listed_months_are_covered_exactly(months: set[int], school: bool) -> None:
    period = PLANS["2/3" if school else "22"]
    order = sorted(months, key=lambda month: (month < 9, month) if school else (False, month))
    found = deadline(", ".join(NOMINATIVE[month - 1] for month in order), period)
    days: set[date] = set()
    for start, end in found.windows:
        assert start and end
        span = (date.fromisoformat(end) - date.fromisoformat(start)).days
        days |= {date.fromisoformat(start) + timedelta(shift) for shift in range(span + 1)}
    expected = {date(2023 if school and month < 9 else 2022, month, 1) for month in months}
    assert {day.replace(day=1) for day in days} == expected
    assert all(last_day(day.year, day.month) in days for day in days)


@given(
    DAY,
    st.sampled_from(
        ["{d:02}.{m:02}.{y}", "{d}.{m:02}.{y} г.", "{d} {g} {y} года", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{s}"]
    ),
)
def test_a_date_in_every_notation(day: date, form: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100, g=GENITIVE[day.month - 1])
    assert windows(deadline(text, None)) == f"{day}..{day}"
    assert windows(deadline(f"до {text}", None)) == f"..{day}"
    assert windows(deadline(f"с {text}", None)) == f"{day}.."


@given(DAY, st.integers(0, 700))
def test_a_range_of_dates(day: date, length: int) -> None:
    end = day + timedelta(length)
    for text in (
        f"с {day:%d.%m.%Y} по {end:%d.%m.%Y}",
        f"{day:%d.%m.%Y}-{end:%d.%m.%Y}",
        f"{day:%d.%m.%Y} – {end:%d.%m.%Y} г.",
    ):
        assert windows(deadline(text, PLANS["24"])) == f"{day}..{end}"


WORDS = [
    *NOMINATIVE, *GENITIVE, "2022", "2022г.", "2022-2023", "учебный год", "года", "до", "с", "по", "к", "-", "–", ",", ";", "(", ")", "и",
    "1", "15", "31", "I", "II", "IV", "первый", "последняя", "квартал", "полугодие", "четверть", "декада", "половина", "конец", "начало",
    "15.04", "12.04.2022", "ежемесячно", "ежегодно", "раз в", "постоянно", "в течение", "после", "по графику", "числа", "месяца", "зима",
    "весь", "период", "следующего года", "школа", "№", "ВПР",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=9), st.sampled_from(sorted(PLANS)))
def test_any_mixture_gives_a_sound_deadline(chosen: list[str], plan: str) -> None:
    text = " ".join(chosen)
    found = deadline(text, PLANS[plan])
    for mention in found.mentions:
        start, end = mention.span
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
    for start_day, end_day in found.windows:
        if start_day and end_day and start_day[0] != "-" != end_day[0]:
            assert start_day <= end_day
    assert found == Deadline.model_validate_json(found.model_dump_json())


@settings(max_examples=300)
@given(st.text(alphabet="0123456789.,-–/ гдосIVХмаяйпр№()\n", max_size=40))
def test_any_characters_are_survived(text: str) -> None:
    assert deadline(text, PLANS["22"]).text == text


def test_parsed_deadlines_are_kept() -> None:
    assert deadline("Апрель 2022", None) is deadline("Апрель 2022", None)


@pytest.mark.parametrize("unit", ["1", "1,", "1-", "до ", "2022-2023 ", "раз в ", "по итогам I, ", "апрель, "])
def test_a_page_in_a_cell_is_no_trap(unit: str) -> None:
    """Before the lists of the grammar were bounded, 20,000 digits took four minutes."""
    started = process_time()
    deadline(unit * (8000 // len(unit)), PLANS["22"])
    assert process_time() - started < 3


def test_a_range_that_the_next_year_turns_round_runs_forward() -> None:
    assert windows(deadline("октября следующего года - март 2022", PLANS["22-24"])) == "2024-10-01..2025-03-31"
