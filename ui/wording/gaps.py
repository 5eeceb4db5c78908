"""The page «Пробелы»."""

from __future__ import annotations

import re

from nlp.domain import CoverageStatus
from ui.wording import plural

INTRO = "Что из ожидаемого в планах есть, чего не видно и где нужен ваш взгляд."
VIEWS = {"all": "Все планы", "one": "Один план", "expected": "Чего ждём от планов"}
VIEW = "Что показать"
CATALOGUE = "С чем сверяем"
CATALOGUE_LINE = "С чем сверяем: {name}, {n}."
EXPECTED_ONE = "Ожидаемое мероприятие"
ONLY_PLANS = "Только эти планы"
OPEN_CELL = "Чтобы увидеть, почему так, щёлкните клетку или выберите план и мероприятие под таблицей."
OPEN_PLAN = "Разобрать план целиком"
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
    "covers": "Что считается",
    "ground": "Основание",
    "basis": "Откуда это",
    "stage": "Этап",
    "years": "Годы",
}
NO_PLANS = "Планов пока нет."
NO_PLANS_ADVICE = "Загрузите файлы на странице «Загрузка»: покрытие посчитается само."
NOTHING_FITS = "Под этот выбор планов нет."
NOTHING_FITS_ADVICE = "Снимите часть условий."
NO_CATALOGUE = "Не с чем сверять."
NO_CATALOGUE_ADVICE = "Включите каталог ожидаемых мероприятий на вкладке «Чего ждём от планов»."
NOT_YET = "Этот план с каталогом ещё не сверен."
NOT_YET_ADVICE = "Подождите минуту и обновите страницу."
NO_PLAN = "План не выбран."
NO_PLAN_ADVICE = "Выберите его выше: появится список того, чего в нём не видно, и заключение."

# One plan
SUMMARY = (
    "Из {expected} в плане есть {covered}, частично {partial}, не найдено {missing}, ждёт вашего взгляда {undecided}."
)
NOT_ASKED = "Не относится к этому плану: {n}."
TO_PLAN = "Открыть план"
WHY = "Почему?"
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
FOUND_IN = "строка {index}: {text}"
FOUND_ACT = "приказ или другой акт плана"
NOTHING_NEAR = "близких строк нет"
BY_STRENGTH = "Сначала то, что требует закон или вышестоящий акт, в конце то, что лишь принято на практике."

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
BACK_TO_MACHINE = "Вернуть ответ программы"
BACK_DONE = "Снова стоит ответ программы"
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

# Catalogues
EXPECTED = "Ожидаемые мероприятия"
OTHER = "Другой каталог"
OTHER_WHY = "Сверять можно и с планом региона, и со своим списком. Планы пересчитаются сами."
OTHER_ADMIN = "Вносить каталоги, включать и отключать их может администратор."
WAYS = {"plan": "Взять план региона", "yaml": "Загрузить файл YAML"}
WAY = "Как внести"
NAME = "Название каталога"
NAME_HINT = "Например: План региона на 2026 год"
NAME_NEEDED = "Дайте каталогу название."
FROM_PLAN = "Чей план взять"
FROM_PLAN_NEEDED = "Выберите план."
FROM_PLAN_HELP = "Каждое мероприятие этого плана станет ожидаемым."
FILE = "Файл YAML"
FILE_NEEDED = "Выберите файл."
FILE_NOT_TEXT = "Файл не прочитан: это не текст в кодировке UTF-8."
FILE_EXAMPLE = "Как выглядит файл"
EXAMPLE = """- id: library-audit
  title: Аудит школьных библиотек
  covers: Проверка фондов школ с низкими результатами и план их пополнения
  stage: diagnose          # identify, diagnose, plan, implement, monitor, close
  strength: [RP]           # ACT, LAW, FR, FM, RP
  basis: План региона на 2026 год, пункт 4
"""
BRING_IN = "Внести"
BROUGHT_IN = "Каталог внесён"
ALL_CATALOGUES = "Все каталоги"
IN_USE = "включён"
OUT_OF_USE = "выключен"
PUT_IN_USE = "Включить"
TAKE_OUT = "Отключить"
VERSION = "версия {n}"
ORIGINS = {"builtin": "встроенный", "yaml": "из файла", "plan": "из плана", "expert": "внёс эксперт"}
COUNTING = "Сверяю планы с каталогом"
COUNTED = "Планы сверены с каталогом."
COUNT_FAILED = "Сверка не закончена."
COUNT_CANCEL = "Прервать"


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


_NOT_IN_NAMES = r'[\\/:*?"<>|\x00-\x1f]+'
_SURE = ((0.9, "почти наверняка"), (0.75, "скорее всего"), (0.6, "вероятно"), (0.0, "почти наугад"))
_SHORT = (
    (" муниципальный район", " р-н"),
    (" муниципальный округ", " округ"),
    (" городской округ", " г. о."),
    (" район", " р-н"),
)


def shorter(place: str) -> str:
    """Return the name of a municipality as it stands beside a picture: «Заозёрный р-н»."""
    return next((place.replace(long, short) for long, short in _SHORT if long in place), place)
