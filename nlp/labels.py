"""Russian words for the codes of the domain: what the interfaces and the reports call them alike."""

from __future__ import annotations

from nlp.domain import CategoryId, CoverageStatus, Recurrence, Relation, Role

CATEGORIES: dict[CategoryId, str] = {
    "organisational": "Организационно-управленческие",
    "methodical": "Методические",
    "monitoring": "Мониторинг, диагностика и оценка",
    "staffing": "Кадровые",
    "resources": "Ресурсные",
    "students": "Работа с обучающимися",
    "community": "Родители и партнёрство",
    "information": "Информационное сопровождение",
}
ROLES: dict[Role, str] = {
    "authority": "орган управления образованием",
    "coordinator": "координатор, рабочая группа",
    "curator": "куратор",
    "school": "школа",
    "teachers": "педагоги, методические объединения",
    "methodical_service": "методическая служба",
    "psychological_service": "психологическая служба",
    "tutor": "тьютор, наставник",
    "person": "названное лицо",
    "other": "другие",
}
RECURRENCES: dict[Recurrence, str] = {
    "none": "",
    "missing": "срок не указан",
    "ongoing": "постоянно",
    "monthly": "ежемесячно",
    "quarterly": "ежеквартально",
    "term": "по четвертям",
    "yearly": "ежегодно",
    "event": "по событию",
}
STATUSES: dict[CoverageStatus, str] = {
    "covered": "есть",
    "partial": "частично",
    "missing": "не найдено",
    "undecided": "нужен взгляд эксперта",
    "not-applicable": "не относится",
}
RELATIONS: dict[Relation, str] = {"same": "то же", "related": "связано", "different": "разное"}

# What a match rests on (nlp.match.FEATURES, and the two that stand beside them); shown with their weights.
FEATURES: dict[str, str] = {
    "bias": "исходно: пара наугад",
    "identical": "тексты совпадают",
    "similarity": "близость смысла",
    "head": "близость действий",
    "object": "близость объектов действия",
    "words": "общие слова",
    "soft_words": "близкие слова",
    "soft_part": "одно входит в другое",
    "activity": "одно или связанные типовые мероприятия",
    "activity_overlap": "одно типовое мероприятие",
    "activity_object": "одно типовое мероприятие с одним объектом",
    "activity_related": "связанные типовые мероприятия",
    "activity_profile": "похожи на одни типовые мероприятия",
    "category": "категория",
    "deed": "вид действия",
    "deed_clash": "тот же объект, но другое действие",
    "document": "вид документа",
    "procedure": "процедуры и проекты",
    "audience": "адресаты",
    "level": "уровень: школа, муниципалитет, регион",
    "level_differs": "разный уровень",
    "number_differs": "разные классы",
    "length_differs": "разная подробность",
}
# Where a mandate comes from (nlp.domain.Mandate.strength), the strongest ground first.
STRENGTHS: dict[str, str] = {
    "ACT": "вышестоящий акт",
    "LAW": "закон",
    "FR": "федеральная оценка качества",
    "FM": "методика проекта «500+»",
    "RP": "практика региональных и муниципальных планов",
}
# The stages of the management cycle (nlp.domain.Mandate.stage), in their order.
STAGES: dict[str, str] = {
    "identify": "Выявление школ",
    "diagnose": "Диагностика причин",
    "plan": "Планирование",
    "implement": "Реализация",
    "monitor": "Мониторинг хода работы",
    "close": "Подведение итогов",
}
NO_VALUE = "не указано"


def plural(n: int, one: str, few: str, many: str) -> str:
    """Return «n» with the form of the word that Russian grammar asks for: 1 план, 2 плана, 5 планов."""
    tail, tens = abs(n) % 10, abs(n) % 100
    if tail == 1 and tens != 11:
        return f"{n} {one}"
    if 2 <= tail <= 4 and not 12 <= tens <= 14:
        return f"{n} {few}"
    return f"{n} {many}"


def date(iso: str | None) -> str:
    """Return an ISO date as Russians write it: «15.04.2022», «15.04» where the year is unknown."""
    if not iso:
        return "…"
    year, month, day = iso.split("-") if not iso.startswith("-") else ("", *iso.strip("-").split("-"))
    return f"{day}.{month}" + (f".{year}" if year else "")


def window(start: str | None, end: str | None) -> str:
    """Return a window of a deadline in words: «до 15.04.2022», «с 01.04.2022 по 30.04.2022»."""
    if start is None:
        return f"до {date(end)}"
    if end is None:
        return f"с {date(start)}"
    return date(start) if start == end else f"{date(start)} – {date(end)}"
