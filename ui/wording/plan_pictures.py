"""The pictures of the page «План»: calendar, load, profile."""

from __future__ import annotations

# Deadlines.
GANTT_ALT = "Календарь: сроки мероприятий плана по месяцам"
GANTT_KINDS = {"window": "срок", "until": "не позже", "ongoing": "всё время", "repeat": "повторяется"}
GANTT_KIND = "Знак"
GANTT_MEASURE = "Мероприятие"
GANTT_WHEN = "Срок в плане"
GANTT_UNDERSTOOD = "Понято"
GANTT_TOLD = (
    "Полоса — срок, треугольник — «не позже», бледная полоса — «в течение года» и «постоянно». "
    "Ромбы — примерные даты повторений: конец месяца, квартала, четверти."
)
GANTT_TODAY = "сегодня"
NUMBER = "№"
UNDATED = "Без дат"
UNDATED_TOLD = "Эти мероприятия в календарь не попали: срок не указан, зависит от события или в нём нет года."
NO_DATED = "Ни у одного мероприятия нет срока с датой."
NO_DATED_ADVICE = "Проверьте период в паспорте плана и сроки в строках."

# Executors.
ROLES_ALT = "Нагрузка исполнителей: сколько мероприятий у каждой роли по кварталам"
ROLES_TOLD = (
    "Сколько мероприятий у каждого исполнителя; в кварталах — те, чей срок на них приходится, "
    "длительное считается в каждом. У одного мероприятия может быть несколько исполнителей."
)
ROLES_ALL = "всего"
ROLES_COUNT = "Мероприятий"
ROLES_WHEN = "Квартал"
NO_ROLES = "Исполнители в плане не указаны."
NO_ROLES_ADVICE = "Если столбец есть в файле, исправьте строки на вкладке «Мероприятия»."
WITHOUT_ROLE = "не указан или не распознан"
PEOPLE = "Названные люди"
PEOPLE_NAME = "Имя"
PEOPLE_TOLD = "Имена стоят так, как в плане."

# The profile.
PROFILE_ALT = "Доли категорий в плане и в среднем по региону"
PROFILE_OWN = "этот план"
PROFILE_REGION = "другие планы региона"
PROFILE_ALL = "все планы"
PROFILE_BOTH = "{own} · ◆ {others}"
PROFILE_SHARE = "Доля мероприятий"
PROFILE_TOLD = (
    "Полоса — доля категории в этом плане, ромб — {whom}. Большая или малая доля сама по себе не ошибка: "
    "чего плану не хватает, показывает страница «Пробелы»."
)
PROFILE_ALONE = "Других планов этого региона пока нет, поэтому сравнение — со всеми загруженными планами."
PROFILE_REGIONLESS = "Регион плана не указан, поэтому сравнение — со всеми загруженными планами."
PROFILE_NOBODY = "Других планов пока нет, сравнить не с чем."
PROFILE_DIFFERENCE = "Разница"
POINTS = "п. п."


def quarter(code: str) -> str:
    """Return «II кв. 2023» for «2023-2»."""
    year, _, number = code.partition("-")
    return f"{('I', 'II', 'III', 'IV')[int(number) - 1]} кв. {year}"


def difference(points: float) -> str:
    """Return a difference of shares: «+12 п. п.»."""
    n = round(points * 100)
    return f"{'+' if n > 0 else '−' if n < 0 else ''}{abs(n)} {POINTS}"
