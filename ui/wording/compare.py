"""The page «Сравнение»."""

from __future__ import annotations

import re

from ui.wording import plural
from ui.wording.measure import COMPARATORS, PERCENT, indicator

INTRO = "Какие мероприятия у планов общие, что есть только у одного и что изменилось от версии к версии."
CHOOSE = "Что сравнить"
CHOOSE_TWO = "Выберите планы."
CHOOSE_TWO_ADVICE = "Два и больше — общее и разное; один, у которого есть прежняя версия, — что в нём изменилось."
ABSENT = "По этой ссылке не показано: {plans}. Они удалены, заменены или вам не видны."
TOO_FEW = "Сравнивать пока не с чем."
TOO_FEW_ADVICE = "Загрузите ещё хотя бы один план на странице «Загрузка»."
NO_VERSION = "У этого плана нет прежней версии."
NO_VERSION_ADVICE = "Выберите ещё один план, чтобы сравнить их."
COMPARING = "Сравниваю планы…"
READING_CHANGES = "Ищу, что изменилось…"
VIEW = "Что показать"
ROWS, CHANGES, CLOSENESS = "Мероприятия рядом", "Что изменилось", "Кто на кого похож"
XLSX = "Сравнение (xlsx)"
XLSX_FILE = "Сравнение планов.xlsx"
KIND = "Какие строки"
KINDS = {"all": "Все", "same": "То же", "related": "Связано", "only": "Только у одного"}
KIND_SIGNS = {"same": "= то же", "related": "≈ связано", "only": "· только здесь"}
SUMMARY = "**= То же:** {same} · **≈ связано:** {related} · **только у одного:** {only}"
ONLY_HERE = "только в «{plan}»: {n}"
TABLE_ALT = "Таблица: строка — мероприятие или пара, столбцы — планы."
TABLE_HINT = (
    "Отметьте строку слева или выберите мероприятие под таблицей: увидите, почему строки сведены, "
    "и сможете принять или отклонить пару."
)
COLUMN_KIND = "Что это"
COLUMN_SURE = "Вероятность"
COLUMN_SURE_HELP = "Насколько программа уверена, что это одно и то же мероприятие"
NO_PROBABILITY = "–"
COLUMN_EXPERT = "Эксперт"
BY_EXPERT = "✓ принял"
COLUMN_MEASURE = "Мероприятие"
SIGN_SAME, SIGN_RELATED = "●", "◐"
SIGNS_ARE = "● есть то же · ◐ есть похожее · пусто: не видно"
OPEN_ROW = "Мероприятие"
NOTHING_OF_KIND = "Таких строк нет."
NOTHING_OF_KIND_ADVICE = "Выберите другие строки."

# A pair
PAIR = "Почему так"
OTHER = "С чем сравнить"
OTHER_HINT = "Выберите мероприятие другого плана"
ALONE = "Похожего у других планов программа не увидела. Если видите вы — выберите его ниже и отметьте «то же»."
MACHINE = "Программа: {relation}, вероятность того, что это одно и то же, {share}."
EXPERT = "Эксперт{name}: {relation}, {when}."
MACHINE_THOUGHT = "Программа считала: {relation} ({share})."
FOR = "За: {features}."
AGAINST = "Против: {features}."
NOTHING_FOR = "Общего программа почти не увидела."
START = "Почти все пары наугад взятых мероприятий разные, поэтому счёт начинается около нуля."
RESTS_ON = "На чём это основано"
WATERFALL_ALT = "Ступени вероятности: {steps}."
WATERFALL_X = "Вероятность того, что это одно и то же"
STEP = "Признак"
ADDS = "Вклад"
END = "итог"
REST = "остальное"
NEAR_ZERO = "почти 0 %"
YOUR_WORD = "Ваше решение"
DECISION = "Эти мероприятия"
COMMENT_HINT = "Например: второе — лишь часть первого"
CANNOT = "Принимать и отклонять пары может эксперт."
GONE = "Этих мероприятий в выбранных планах нет."
GONE_ADVICE = "План изменён или выбор сменился: выберите строку заново."
TO_PLAN = "Показать в плане"
IN_PLAN = "В плане"

# Changes
CHANGED_FROM = "{earlier} → {later}"
CHANGE_KINDS = {
    "weakened": "Ослаблено",
    "strengthened": "Усилено",
    "dropped": "Снято",
    "added": "Добавлено",
    "changed": "Изменено иначе",
    "unchanged": "Без перемен",
}
CHANGE_SIGNS = {"weakened": "▼", "strengthened": "▲", "dropped": "−", "added": "+", "changed": "≈", "unchanged": "="}
CHANGE_NOTES = {
    "weakened": "Срок стал позже, повторяется реже или пропал, показатель ниже, исполнителей меньше.",
    "strengthened": "Срок стал раньше, повторяется чаще, показатель выше, исполнителей больше.",
    "dropped": "Было в прежнем плане, в новом такого не видно.",
    "added": "Появилось в новом плане.",
    "changed": "Другие слова или перемены в обе стороны сразу.",
    "unchanged": "",
}
CHANGE_SHOW = "Какие перемены"
CHANGE_ALT = "Полоса перемен: {counts}."
CHANGE_N = "Мероприятий"
CHANGE_KIND = "Перемена"
NO_CHANGES = "Перемен нет."
NO_CHANGES_ADVICE = "Все мероприятия прежнего плана стоят и в новом."
ASPECTS = {"text": "Текст", "deadline": "Срок", "executors": "Исполнители", "indicator": "Показатель"}
BEFORE, AFTER = "было", "стало"
DIRECTIONS = {"weaker": "▼ слабее", "stronger": "▲ сильнее"}
EMPTY = "не указано"
RELATED_BEFORE = "Похожее в прежнем плане: {text}"
RELATED_AFTER = "Похожее в новом плане: {text}"

# Closeness
CLOSENESS_WHY = "В клетке — сколько мероприятий у двух планов общие; чем темнее, тем больше их доля."
CLOSENESS_ALT = "Таблица: планы и планы; число — сколько у них общих мероприятий. {most}"
CLOSENESS_MOST = "Больше всего общего: {left} и {right}, {n}."
SHARED = "Общих"
PART = "Доля"
PLAN_LEFT, PLAN_RIGHT = "План", "Другой план"


def shared(n: int) -> str:
    """Return «5 общих мероприятий»."""
    return plural(n, "общее мероприятие", "общих мероприятия", "общих мероприятий")


def signed(value: float) -> str:
    """Return «+2,8», «−0,4»."""
    return f"{value:+.1f}".replace("-", "−").replace(".", ",")


def percent(part: float) -> str:
    """Return a share with what is nearly nothing or all told so: «75 %», «меньше 1 %», «больше 99 %»."""
    return "меньше 1 %" if part < 0.01 else "больше 99 %" if part > 0.99 else f"{round(part * 100)} %"


def target(said: str) -> str:
    """Return a number to reach as people read it: «>= 20 %» as «не менее 20 %»."""
    found = _TARGET.fullmatch(said)
    if found is None:
        return said
    unit = found["unit"]
    sign = next(sign for sign in COMPARATORS if sign == found["sign"])
    return indicator(sign, float(found["value"]), PERCENT if unit == "%" else unit)


_TARGET = re.compile(r"(?P<sign>>=|<=|=|increase) (?P<value>[\d.e+]+) ?(?P<unit>.*)")
