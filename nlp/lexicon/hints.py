"""Cheap tests of what a cell is about; they guide column recognition and never state facts."""

from __future__ import annotations

import re

from nlp.text import fold

_MONTH = r"январ|феврал|март|апрел|\bма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр"
_DEADLINE = re.compile(
    rf"{_MONTH}|\b\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\bквартал|\bполугоди|\bв течени[ие]|\bпостоянно|\bежемесяч|\bежекварт"
    r"|\bежегодн|\bеженедел|\bвесь период|\bв период|\b20\d\d\b|\bпо (?:отдельному |мере|итогам|график|плану|окончании|запрос"
    r"|необходимости|согласованию)|\bучебн\w+ год|\bуч\. ?г|\bпосле\b|\bпри \w+|\bсистематически|\bрегулярно|\bраз в\b|\bежедневно"
)
_ACTOR = re.compile(
    r"\bуправлени[еяю]|\bотдел|\bкомитет|\bдепартамент|\bминистерств|\bдиректор|\bруководител|\bзаместител|\bзам\.|\bметодист"
    r"|\bучител|\bпедагог|\b[ргмшо]мо\b|\bоо\b|\bоу\b|\bмк[ду]?\b|\bмку\b|\bм[бако]оу\b|\bадминистраци|\bкоординатор|\bкуратор"
    r"|\bрабоч\w+ групп|\bспециалист|\bимц\b|\bр[уо]о\b|\bуо\b|\bиро\b|\bшкол|\bобразовательн\w+ (?:организац|учрежден)|\bтьютор"
    r"|\bметод\w* (?:служб|кабинет)|\bцентр|\bзавуч|\bпсихолог|\bсовет|\bкоманд|\bначальник|\bответственн"
)
_INITIALS = re.compile(r"\b[А-ЯЁ]\. ?[А-ЯЁ]\.")
_NUMBER = re.compile(r"^[№(]?\s*(?:1?\d{1,3}(?:\s?[.,]\s?\d{1,3})*|[IVXІХ]{1,6}|\d{1,2}[а-я])\s*[.)]?\s*\.?$")
_ACTION = re.compile(
    r"^(?:[а-я-]+(?:ение|ание|ация|иция|изация|ка|ие|тие|ть|ться|вести|нести|йти|сть|ор|ция|ведение)\b|анализ|мониторинг|семинар|участие|совещан"
    r"|консультац|аудит|контроль|экспертиз|собеседован|вебинар|заседани|выезд|конференц|издани|цикл|заключ)"
)

# A first word with what stands before it; cells may hold megabytes.
_LONGEST_START = 100


def is_number(text: str) -> bool:
    """Tell whether the cell is an item number and nothing else: «3.», «2.10», «IV», «5)»."""
    return bool(_NUMBER.match(text.strip()))


def is_deadline_like(text: str) -> bool:
    """Tell whether a cell reads like a deadline: «до 15 апреля», «в течение года»."""
    return 0 < len(text) <= 160 and bool(_DEADLINE.search(fold(text)))


def is_actor_like(text: str) -> bool:
    """Tell whether a cell reads like executors: «Отдел образования», «Иванова И.И.»."""
    return 0 < len(text) <= 260 and bool(_ACTOR.search(fold(text)) or _INITIALS.search(text))


def is_action_like(text: str) -> bool:
    """Tell whether a cell begins as measures do: with a verbal noun or an infinitive."""
    return bool(_ACTION.match(fold(text[:_LONGEST_START]).lstrip(' "-•')))
