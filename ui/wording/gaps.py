"""The page «Пробелы»."""

from __future__ import annotations

import re

from nlp.domain import CoverageStatus
from ui.wording import plural

INTRO = "Что из ожидаемого в планах есть, чего не видно и где нужен ваш взгляд."
VIEWS = {"all": "Все планы", "one": "Один план"}
VIEW = "Что показать"
CATALOGUE = "С чем сверяем"
CATALOGUE_LINE = "С чем сверяем: {name}."
VERSION = "версия {n} от {day}"
OUT_OF_USE = "больше не действует"
CATALOGUE_GONE = "Каталога из этой ссылки нет."
CATALOGUE_GONE_ADVICE = "Показано по основному."
TO_CATALOGUE = "Чего ждём и почему"
TO_VERSIONS = "К версиям справочников"
EXPECTED_ONE = "Ожидаемое мероприятие"
ONLY_PLANS = "Только эти планы"
OPEN_CELL = "Щёлкните клетку или выберите план и мероприятие под таблицей: увидите, почему так, и сможете исправить."
MATRIX_XLSX = "Матрица (xlsx)"
MATRIX_FILE = "Матрица покрытия.xlsx"
DOCX = "Заключение (docx)"
HEAT_ALT = "Таблица: строки — {plans}, столбцы — {mandates}; знак и цвет клетки — состояние."
HEAT_LEGEND = "Синяя рамка: состояние назвал эксперт. Пустая клетка: ответ ещё считается."
HEAT_PLAN = "План"
HEAT_STATUS = "Состояние"
HEAT_SURE = "Уверенность"
BY_EXPERT = "назвал эксперт"
NUMBERS = "№"
LEFT_OUT = "Не показано ещё {n}: сузьте выбор по региону или году."
MOST_OFTEN = "Чего чаще всего не видно"
MOST_OFTEN_WHY = "Число планов; порядок — по числу планов, где мероприятия не видно."
COLUMNS = {
    "number": "№",
    "title": "Ожидаемое мероприятие",
    "stage": "Этап",
}
NO_PLANS = "Планов пока нет."
NO_PLANS_ADVICE = "Загрузите файлы на странице «Загрузка»: покрытие посчитается само."
NOTHING_FITS = "Под этот выбор планов нет."
NOTHING_FITS_ADVICE = "Снимите часть условий."
NO_CATALOGUE = "Не с чем сверять."
NO_CATALOGUE_ADVICE = "Ни один каталог ожидаемых мероприятий не действует. Введите его в действие в «Справочниках»."
NOT_YET = "Этот план с каталогом ещё не сверен."
NOT_YET_ADVICE = "Подождите минуту и обновите страницу."
PLAN_GONE = "Плана из этой ссылки нет."
PLAN_GONE_ADVICE = "Он удалён, заменён новой версией или вам не виден: выберите план выше."
NO_PLAN = "План не выбран."
NO_PLAN_ADVICE = "Выберите его выше: появится список того, чего в нём не видно, и заключение."

# One plan
SUMMARY = (
    "Из {expected} в плане есть {covered}, частично {partial}, не найдено {missing}, ждёт вашего взгляда {undecided}."
)
NOT_ASKED = "Не относится к этому плану: {n}."
TO_PLAN = "Открыть план"
WHY = "Разобрать"
GROUPS: dict[CoverageStatus, str] = {
    "missing": "Не найдено",
    "partial": "Есть частично",
    "undecided": "Нужен взгляд эксперта",
    "covered": "Есть",
    "not-applicable": "Не относится",
}
GROUP_NOTES: dict[CoverageStatus, str] = {
    "missing": "Программа таких строк не увидела. Прежде чем писать об этом, посмотрите на ближайшие строки.",
    "partial": "Сделано не целиком, для других людей или видно лишь в приказе и у исполнителей.",
    "undecided": "Программа не решила: это не пробел, пока вы не сказали.",
    "covered": "",
    "not-applicable": "Срок плана или состав школ таковы, что этого от него не ждут.",
}
SHOW_GROUPS = "Показать состояния"
NEAREST = "ближе всего строка {index}: {text}"
FOUND_IN = "засчитана строка {index}: {text}"
FOUND_ACT = "засчитан приказ или другой акт плана"
NOTHING_NEAR = "близких строк нет"
BY_STRENGTH = (
    "Сначала то, что требует закон или вышестоящий акт, в конце то, что лишь принято на практике. "
    "«Разобрать»: почему так, ближайшие строки, как пишут другие, исправить."
)

# A cell
CELL = "Почему так"
YOU = " (вы)"
EXPERT_SAID = "{status}: так решил эксперт{name}, {when}."
MACHINE_SAID = "Программа считала: {status}."
SURE_HELP = "Из ста таких ответов программы примерно столько верны; проверено на примерах, размеченных людьми."
NEAREST_ROWS = "Ближайшие строки плана"
FOUND_ROWS = "Строки, на которых это основано"
NO_ROWS = "Похожих строк в плане нет."
ROW_CHANCE = "вероятность, что она об этом: {share}"
ACT = "Акт, которым введён план"
ACT_CHANCE = "вероятность, что он это закрывает: {share}"
ROW_OF = "строка {index}"
IN_PLAN = "Показать в плане"
ASKED = "Чего ждут"
ASKED_COVERS = "Что считается"
ASKED_PARTIAL = "Что считается частью"
ASKED_NOT = "Что не считается"
GROUND = "Откуда это"
NO_GROUND = "Основание в каталоге не записано."
YEARS = "Ждут в планах: {years}."
BORROW = "Как пишут другие"
BORROW_EMPTY = "Ни один из загруженных планов других муниципалитетов этого не закрывает."
BORROW_COPY = "Значок справа от текста копирует его."
CORRECT = "Вы видите иначе?"
STATUS_RIGHT = "Как на самом деле"
COMMENT_HINT = "Например: это строка 14, названа иначе"
PREVIOUS = "Предыдущее"
NEXT = "Следующее"
CANNOT_CORRECT = "Исправлять состояние может эксперт."
CELL_GONE = "Такой клетки нет."
CELL_GONE_ADVICE = "План удалён или каталог сменился: выберите заново."

# The management cycle
CYCLE = "Управленческий цикл"
CYCLE_WHY = (
    "Школу находят, ищут причины, планируют, делают, следят и подводят итог. Где звено разорвано, цикл не замкнут."
)
LINKS = {
    "whole": "есть",
    "weak": "только частично",
    "open": "нужен взгляд эксперта",
    "broken": "разрыв",
    "none": "не ждут",
}
LINK_SIGNS = {"whole": "●", "weak": "◐", "open": "?", "broken": "✕", "none": "–"}
CYCLE_ALT = "Шесть этапов по порядку: {stages}."
CYCLE_STAGE = "Этап"
CYCLE_LINK = "Звено"
CYCLE_COUNT = "Есть"
CYCLE_OF = "{covered} из {expected}"
CYCLE_BROKEN = "Разорвано: {stages}."
CYCLE_WHOLE = "Ни одно звено не разорвано."
CYCLE_ALL = "Управленческий цикл по всем показанным планам"
CYCLE_ALL_ALT = "По каждому этапу — в скольких планах звено есть, частично, под вопросом, разорвано: {stages}."
CYCLE_PLANS = "Планов"


def ground(basis: str) -> str:
    """Return a ground without the keys of the project's list of sources: «… № Р-145 [L4]»."""
    return _SOURCE_KEY.sub("", basis)


def docx_name(plan: str) -> str:
    """Return what the conclusion's file is called, without the signs that a file's name must not have."""
    return f"Заключение – {re.sub(_NOT_IN_NAMES, ' ', plan)[:100].strip()}.docx"


def expected(n: int) -> str:
    """Return «31 ожидаемое мероприятие»."""
    return plural(n, "ожидаемое мероприятие", "ожидаемых мероприятия", "ожидаемых мероприятий")


def expected_of(n: int) -> str:
    """Return «31 ожидаемого мероприятия», as after «из»."""
    return plural(n, "ожидаемого мероприятия", "ожидаемых мероприятий", "ожидаемых мероприятий")


def span(since: int | None, until: int | None) -> str:
    """Return «с 2021 года», «2021–2022 годов»; empty where all years will do."""
    if since and until:
        return f"{since}–{until} годов"
    return f"с {since} года" if since else f"по {until} год" if until else ""


def row(index: int, number: str | None) -> str:
    """Return «Строка 9 (п. 3.2)»; the number only where it is another one."""
    own = (number or "").strip(" .")
    return f"Строка {index} (п. {own})" if own and own != str(index) else f"Строка {index}"


def sure(probability: float) -> str:
    """Return how sure the machine is, in words and of a hundred."""
    word = next(word for least, word in _SURE if probability >= least)
    of_hundred = min(99, max(1, round(probability * 100)))
    return f"{word}: верно примерно в {plural(of_hundred, 'случае', 'случаях', 'случаях')} из 100"


_SOURCE_KEY = re.compile(r"\s*(?:\[[A-Z]+\d+\])+")
_NOT_IN_NAMES = r'[\\/:*?"<>|\x00-\x1f]+'
_SURE = ((0.9, "почти наверняка"), (0.75, "скорее всего"), (0.6, "вероятно"), (0.0, "почти наугад"))
