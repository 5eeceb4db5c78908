"""What is said of one measure: its cells, the facts found in them, where the source stands."""

from nlp.domain import CategoryId, Comparator

UNDERSTOOD = "Понято"
INDICATORS = "Показатели"
SECTION = "Раздел"
ACTIVITY = "Типовое мероприятие"
NO_ACTIVITY = "не определено"
NO_CATEGORY = "категория не определена"
BY_EXPERT = "указал эксперт"
PROBABILITY = "вероятность {value}"
PROBABILITY_HELP = (
    "Насколько программа уверена: 1 — совсем, 0,5 — почти наугад. Число проверено на примерах, размеченных людьми."
)
LEGEND = "Выделено то, что программа распознала: {deadline}, {role}, {name}, {indicator}."
LEGEND_WORDS = {"deadline": "сроки", "role": "исполнители", "name": "имена", "indicator": "показатели"}
COMPARATORS: dict[Comparator, str] = {">=": "не менее", "=": "", "<=": "не более", "increase": "рост на"}
PERCENT = "процент"
# For narrow columns; the full names are `nlp.labels.CATEGORIES`.
CATEGORIES_SHORT: dict[CategoryId, str] = {
    "organisational": "Организация",
    "methodical": "Методика",
    "monitoring": "Мониторинг",
    "staffing": "Кадры",
    "resources": "Ресурсы",
    "students": "Ученики",
    "community": "Партнёрство",
    "information": "Информация",
}


def number(value: float, digits: int = 2) -> str:
    """Return a number as Russians write it: «14», «2,5», «0,87»."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",")


def probability(value: float) -> str:
    """Return «вероятность 0,87»; what is nearly sure never as a full 1."""
    shown = "больше 0,99" if 0.995 <= value < 1 else number(value)
    return PROBABILITY.format(value=shown)


def indicator(comparator: Comparator, value: float, unit: str) -> str:
    """Return «не менее 80 %», «14 (четверг)»."""
    amount = f"{number(value)} %" if unit == PERCENT else f"{number(value)} ({unit})" if unit else number(value)
    return " ".join(filter(None, (COMPARATORS[comparator], amount)))
