"""The passport of a plan, wherever it is shown or corrected."""

from __future__ import annotations

from ui.wording import date

TITLE = "Название"
STARTS = "Начало периода"
ENDS = "Конец периода"
PERIOD = "Период"
ACT = "Утверждён"
CHOOSE_REGION = "Выберите регион"
SAVE = "Сохранить и подтвердить"
SAVED = "Паспорт сохранён и подтверждён"
PERIOD_HALF = "Не сохранено: у периода нужны обе даты, первый и последний день."
PERIOD_WRONG = "Не сохранено: период кончается раньше, чем начинается. Поправьте даты."
NOT_ERASED = "Не сохранено: поле «{field}» было заполнено, пустым его оставить нельзя. Впишите значение."
CONFLICT = "Не сохранено: пока вы правили, паспорт исправил другой человек."


def act(kind: str, day: str | None, number: str | None) -> str:
    """Return «приказ от 02.02.2023 № 41»."""
    return " ".join(filter(None, (kind, f"от {date(day)}" if day else "", f"№ {number}" if number else "")))


def now_it_is(*fields: str) -> str:
    """Return what a plan's passport is after somebody else's correction."""
    return f"Сейчас в плане: {' · '.join(filter(None, fields))}. Чтобы всё же записать своё, сохраните ещё раз."
