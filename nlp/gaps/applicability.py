"""Whether a mandate can be asked of a plan at all (codebook, section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.domain import Mandate, Roadmap
from nlp.text import fold

# Signs that the plan's schools take part in «500+»; «куратор курсов», «куратор класса» are other people.
FM_ONLY = "Пункт ожидается только от участников проекта «500+», а в плане нет признаков участия в нём."
_PROJECT = re.compile(
    r"500\s?\+|500 плюс|\bмэдк\b|\bкуратор(?!\w* (?:курс|класс|групп|олимпиад))|антирисков|анти-рисков|рисков\w+ профил|\bрпш\b"
)
_LEGAL_FORM = re.compile(r"\b(?:моу|мбоу|мкоу|маоу|моау|мобу|моку|мбу|мау|гбоу|гкоу|гаоу|гоу|чоу|зоу)\b(?!\s+дпо)")
_SCHOOL_NAME = re.compile(r"\b(?:сош|оош|нош|гимнази[ия]|лице[йя]|центра? образования|школ[аы] № ?\d+)\b")
_MANY = re.compile(
    r"\bшкол(?:ам|ами|ах)?\b|\b(?:организаци|учреждени)(?:й|ями|ях|ям)\b|\bшколы-участницы\b|\bшколы,? (?:показ|имею|демонстр|работающие)"
)


def is_for_one_school(roadmap: Roadmap) -> bool:
    """Tell whether the plan is written for one named school: its title names it and no others."""
    title = fold(roadmap.title)
    forms, names = _LEGAL_FORM.findall(title), _SCHOOL_NAME.findall(title)
    numbers = set(re.findall(r"№ ?(\d+)", title))
    named = 1 in (len(forms), len(names)) and max(len(forms), len(names)) == 1
    return named and not _MANY.search(title) and len(numbers) <= 1


def takes_part(roadmap: Roadmap) -> bool:
    """Tell whether anything in the plan shows that its schools take part in «500+»."""
    return any(_PROJECT.search(fold(text)) for text in _all_texts(roadmap))


def _all_texts(roadmap: Roadmap) -> Iterable[str]:
    yield roadmap.title
    yield from roadmap.context
    for measure in roadmap.measures:
        yield from (*measure.section, measure.text, measure.executors.text, measure.outcome.text)


def years_of(roadmap: Roadmap) -> range | None:
    """Return the calendar years of the plan: of its period, else of its act; None where neither is known."""
    if roadmap.period:
        return range(int(roadmap.period[0][:4]), int(roadmap.period[1][:4]) + 1)
    if roadmap.act and roadmap.act.date:
        year = int(roadmap.act.date[:4])
        return range(year, year + 1)
    return None


def not_applicable(roadmap: Roadmap, mandate: Mandate) -> str:
    """Return why the mandate cannot be asked of this plan (Russian), an empty string where it can."""
    years = years_of(roadmap)
    if years is not None:
        since, until = mandate.years.since or years[0], mandate.years.until or years[-1]
        if years[-1] < since or years[0] > until:
            return f"Пункт ожидается {_span(mandate)}, а план составлен на {_written(years)}."
    if not mandate.single_school and is_for_one_school(roadmap):
        return "План написан для одной названной школы, поэтому пункт к нему не применяется."
    if mandate.strength == ("FM",) and not takes_part(roadmap):
        return FM_ONLY
    return ""


def _span(mandate: Mandate) -> str:
    since, until = mandate.years.since, mandate.years.until
    if since and until:
        return f"в {since}–{until} годах"
    return f"с {since} года" if since else f"до {until} года"


def _written(years: range) -> str:
    return f"{years[0]} год" if len(years) == 1 else f"{years[0]}–{years[-1]} годы"
