"""Abbreviations of things and procedures with their words in full, read both ways: «ВПР» and «всероссийские проверочные работы»."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from nlp.text import lemmas


class Expansion(NamedTuple):
    """One abbreviation, its readings in full (divided by `|`), and a phrase that shows it in use."""

    abbreviation: str
    full: str
    example: str


# Only abbreviations that mean one thing in this field and clash with no ordinary word once lowered («ДО», «ПОС», «СП» do).
# The first reading is the usual one: an abbreviation stands for its words; any of the readings stands for the abbreviation.
EXPANSIONS: tuple[Expansion, ...] = (
    Expansion(
        "ШНОР",
        "школы с низкими образовательными результатами|школы с низкими результатами обучения|школы с низкими результатами"
        "|образовательные организации с низкими образовательными результатами|школы с НОР|организации с низкими результатами обучения",
        "список ШНОР",
    ),
    Expansion(
        "ШНСУ",
        "школы, функционирующие в неблагоприятных социальных условиях|школы в неблагоприятных социальных условиях"
        "|школы, работающие в неблагоприятных социальных условиях|школы в сложных социальных условиях|ШССУ",
        "школы ШНСУ",
    ),
    Expansion("НОР", "низкие образовательные результаты|низкие результаты обучения", "ОО с НОР"),
    Expansion("ВПР", "всероссийские проверочные работы", "анализ ВПР"),
    Expansion("ОГЭ", "основной государственный экзамен", "подготовка к ОГЭ"),
    Expansion("ЕГЭ", "единый государственный экзамен", "итоги ЕГЭ"),
    Expansion("ГВЭ", "государственный выпускной экзамен", "сдача ГВЭ"),
    Expansion("ГИА", "государственная итоговая аттестация", "подготовка к ГИА-9"),
    Expansion("НИКО", "национальные исследования качества образования", "участие в НИКО"),
    Expansion("РДР", "региональные диагностические работы", "проведение РДР"),
    Expansion("КДР", "краевые диагностические работы", "итоги КДР"),
    Expansion("ВсОШ", "всероссийская олимпиада школьников", "школьный этап ВсОШ"),
    Expansion("НОКО", "независимая оценка качества образования|независимая оценка качества", "результаты НОКО"),
    Expansion(
        "ВСОКО",
        "внутренняя система оценки качества образования|внутришкольная система оценки качества образования",
        "положение о ВСОКО",
    ),
    Expansion("МСОКО", "муниципальная система оценки качества образования", "развитие МСОКО"),
    Expansion("РСОКО", "региональная система оценки качества образования", "мероприятия РСОКО"),
    Expansion("ВШК", "внутришкольный контроль", "план ВШК"),
    Expansion("ФГОС", "федеральный государственный образовательный стандарт", "введение обновлённых ФГОС"),
    Expansion("ФООП", "федеральная основная общеобразовательная программа", "переход на ФООП"),
    Expansion(
        "ФОП", "федеральная образовательная программа|федеральная общеобразовательная программа", "внедрение ФОП"
    ),
    Expansion("АООП", "адаптированная основная общеобразовательная программа", "разработка АООП"),
    Expansion("КПК", "курсы повышения квалификации|курсовая подготовка", "обучение на КПК"),
    Expansion("ДПО", "дополнительное профессиональное образование", "программы ДПО"),
    Expansion("ДПП", "дополнительная профессиональная программа", "ДПП для учителей"),
    Expansion(
        "ИОМ",
        "индивидуальный образовательный маршрут|индивидуальные маршруты|индивидуальный маршрут профессионального развития",
        "ИОМ педагога",
    ),
    Expansion("ИУП", "индивидуальный учебный план", "обучение по ИУП"),
    Expansion("ИППР", "индивидуальный план профессионального развития", "ИППР учителя"),
    Expansion("РПШ", "рисковый профиль школы|профиль рисков школы|рисковый профиль", "верификация РПШ"),
    Expansion("ПМПК", "психолого-медико-педагогическая комиссия", "направление на ПМПК"),
    Expansion("ППк", "психолого-педагогический консилиум", "заседание школьного ППк"),
    Expansion("ППМС", "психолого-педагогическая, медицинская и социальная помощь", "центр ППМС"),
    Expansion("КДН", "комиссия по делам несовершеннолетних", "учёт в КДН и ЗП"),
    Expansion("ПДН", "подразделение по делам несовершеннолетних|инспекция по делам несовершеннолетних", "учёт в ПДН"),
    Expansion("ОВЗ", "ограниченные возможности здоровья", "дети с ОВЗ"),
    Expansion("СОП", "социально опасное положение", "семьи в СОП"),
    Expansion("ТЖС", "трудная жизненная ситуация", "дети в ТЖС"),
    Expansion("ВШУ", "внутришкольный учёт", "состоящие на ВШУ"),
    Expansion("ИПР", "индивидуальная профилактическая работа", "карты ИПР"),
    Expansion("РМО", "районное методическое объединение", "заседание РМО"),
    Expansion("ГМО", "городское методическое объединение", "руководители ГМО"),
    Expansion("ММО", "муниципальное методическое объединение|межшкольное методическое объединение", "план ММО"),
    Expansion("ОМО", "окружное методическое объединение", "семинар ОМО"),
    Expansion("ШМО", "школьное методическое объединение", "заседания ШМО"),
    Expansion("РУМО", "региональное учебно-методическое объединение", "вебинары РУМО"),
    Expansion("ВТК", "временный творческий коллектив", "создание ВТК"),
    Expansion("ВФО", "внутрифирменное обучение", "план ВФО"),
    Expansion("МСП", "муниципальная стажировочная площадка", "работа МСП"),
    Expansion("РИП", "региональная инновационная площадка", "опыт РИП"),
    Expansion("УВР", "учебно-воспитательная работа", "зам. директора по УВР"),
    Expansion("ИМЦ", "информационно-методический центр", "методисты ИМЦ"),
    Expansion("ММС", "муниципальная методическая служба", "консультации ММС"),
    Expansion("ИРО", "институт развития образования", "вебинары ИРО"),
    Expansion("ЦНППМ", "центр непрерывного повышения профессионального мастерства", "тьюторы ЦНППМ"),
    Expansion("ЦОКО", "центр оценки качества образования", "данные ЦОКО"),
    Expansion("ОМСУ", "орган местного самоуправления|органы местного самоуправления", "специалисты ОМСУ"),
    Expansion("МЭДК", "мониторинг электронных дорожных карт", "размещение в ИС МЭДК"),
    Expansion("РЭШ", "российская электронная школа", "ресурсы РЭШ"),
    Expansion("ЦОС", "цифровая образовательная среда", "внедрение ЦОС"),
    Expansion("ЭОР", "электронные образовательные ресурсы", "банк ЭОР"),
    Expansion("ЦОР", "цифровые образовательные ресурсы", "использование ЦОР"),
    Expansion("ИКТ", "информационно-коммуникационные технологии", "владение ИКТ"),
    Expansion("ИБЦ", "информационно-библиотечный центр|школьный информационно-библиотечный центр|ШИБЦ", "открытие ИБЦ"),
    Expansion("МТБ", "материально-техническая база", "укрепление МТБ"),
    Expansion("МТО", "материально-техническое обеспечение", "улучшение МТО"),
    Expansion("ИСБШ", "индекс социального благополучия школы", "расчёт ИСБШ"),
    Expansion("ФГ", "функциональная грамотность", "задания на ФГ"),
    Expansion("УУД", "универсальные учебные действия", "формирование УУД"),
    Expansion("СМИ", "средства массовой информации", "публикации в СМИ"),
)


class Reading(NamedTuple):
    """A stretch of lemmas that says the same as other lemmas; `start` and `stop` count lemmas."""

    start: int
    stop: int
    lemmas: tuple[str, ...]


def readings(sequence: Sequence[str], *, of_abbreviations: bool = True) -> tuple[Reading, ...]:
    """Find the abbreviations and the phrases in full among lemmas, with what each says in the other form.

    Args:
        sequence: the lemmas of a text in order, words with a hyphen split at it.
        of_abbreviations: False gives the phrases only, so that «ВПР» does not ask for «работа».

    Returns:
        The readings by their start; of several phrases that start together, each.
    """
    table = _table()
    found: list[Reading] = []
    for start, first in enumerate(sequence):
        for phrase, meaning in table.get(first, ()):
            stop = start + len(phrase)
            if tuple(sequence[start:stop]) == phrase and (of_abbreviations or len(phrase) > 1):
                found.append(Reading(start, stop, meaning))
    return tuple(found)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Return, by first lemma, the phrases to look for and what each says in the other form."""
    table: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for entry in EXPANSIONS:
        short = _split(entry.abbreviation)
        phrases = [_split(full) for full in entry.full.split("|")]
        for phrase in phrases:
            table.setdefault(phrase[0], []).append((phrase, short))
        table.setdefault(short[0], []).append((short, phrases[0]))
    return {first: tuple(entries) for first, entries in table.items()}


def _split(phrase: str) -> tuple[str, ...]:
    """Return the lemmas of a phrase, words with a hyphen split at it as the index does."""
    return lemmas(phrase.replace("-", " "))
