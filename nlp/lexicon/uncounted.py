"""Numbers that count nothing: dates, documents, classes, marks, frequencies, items of a list."""

from __future__ import annotations

import re

from nlp.domain import Span
from nlp.lexicon.quantities import NUMBER
from nlp.text import fold

# Not after a bound: «1 раз в квартал» is a habit, «не реже 1 раза в квартал» a number to reach.
_FREE = r"(?<!менее )(?<!реже )(?<!более )(?<!чаще )(?<!свыше )"
_MONTH = r"(?:январ|феврал|март|апрел|ма[йея]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
# More numbers of a list; the last may stand right before what the list belongs to: «задания 5, 7 и 12 ВПР», not «№ 5, 7 семинаров».
_OF_WHAT = (
    r"(?:и\s+№?\s*\d|(?:впр|огэ|егэ|гвэ|гиа|ким|всош|рдр|кдр|нико|плана|приказа|дорожной"
    r"|района|города|по|в|во|на|из|к|для|при|с)\b)"
)
_MORE = rf"(?:\s*(?:,|и|-)\s*№?\s*\d+(?!\s*(?:%|[.,]?\d|(?!{_OF_WHAT})[а-я])))*"
_ENDING = r"(?:-?(?:й|го|му|ом|м|ая|ой|ую|ое|ые|ых|х|ым|е)\b)?"

# Numbers that are no target, as folded text has them: name, expression, example. Order does not matter.
MASKS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (name, re.compile(expression), example)
    for name, expression, example in (
        ("date", r"\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b", "12.04.2022"),
        ("day", rf"\b\d{{1,2}}(?:-?го)?(?:\s*(?:-|по|до|и|,)\s*\d{{1,2}})?\s+{_MONTH}", "15 апреля"),
        (
            "year",
            r"\b(?:19[89]|20[0-4])\d(?:\s?[-/]\s?(?:20)?\d\d)?\b(?!\s*(?:%|процент|экз|чел|обучающ|учащ|учени|педагог|учител|руб|тыс|балл|шт))",
            "2022/2023 уч. г.",
        ),
        ("number of a document", rf"(?:№+|\bномер\w*|\bn)\s*\d[\d./-]*(?:\s?-?\s?[а-я]{{1,3}}\b)?{_MORE}", "№ 273-ФЗ"),
        ("law", r"\b\d+\s?-?\s?фз\b|\bфз\s?-?\s?\d+", "ФЗ-273"),
        ("500+", r"\b500\s?(?:\+|плюс)", "проект «500+»"),
        (
            "classes",
            rf"\b\d{{1,2}}{_ENDING}(?:\s*(?:,|-|и)\s*\d{{1,2}}{_ENDING})*\s*(?:\"?[а-г]\"?\s+)?(?:выпускн\w+\s+)?(?:класс|кл\b|параллел)\w*",
            "9-х, 11-х классов",
        ),
        ("ordinal", r"\b\d+-?(?:й|го|му|ом|ая|ой|ую|ое|ые|ых|ым|е)\b", "1-й этап"),
        (
            "frequency",
            rf"{_FREE}{NUMBER}\s*раз(?:а|у)?(?!\w)(?=\s+(?:в|за|на|каждые)\s+(?:\w+\s+)?"
            r"(?:год|месяц|недел|квартал|четверт|полуг|день|семестр|триместр|учебн))",
            "1 раз в квартал",
        ),
        (
            "duration",
            rf"(?:{NUMBER}\s*(?:до|-)\s*)?{NUMBER}\s*-?\s*(?:\w+\s)?(?:лет|год(?:а|у|ов|ом|ах)?|г\.|гг\.?|месяц\w*|недел\w+|дн(?:я|ей|ю)|день|суток|минут\w*|мин\b)(?!\w)",
            "до 35 лет",
        ),
        ("volume", rf"\bобъем\w*\s+{NUMBER}\s*(?:академическ\w+\s+)?ч\w*", "в объёме 36 часов"),
        (
            "part of the year",
            r"\b\d(?:\s*(?:,|и|-)\s*\d)*\s*(?:-?(?:й|го|м|ом|е|ая|ой))?\s*(?:квартал|полугоди|четверт|триместр|семестр|уровн|смен|ступен|категори)\w*",
            "2 четверть",
        ),
        ("stage", r"\b1\s+(?:этап|тур|блок|поток|модуль|раздел|место|мест[аеу])\w*", "1 этап"),
        ("place", r"\b[1-3](?:\s*(?:,|и|-)\s*[1-3])*\s+мест[оае]\b", "1-3 место"),
        (
            "part of a document",
            r"(?:приложени[еяю]|форм[аеуы]|таблиц\w+|раздел\w*|пункт\w*|подпункт\w*|\bп\.|\bпп\.|\bст\.|стать\w+|\bч\.|глав[аеуы]|протокол\w*|этап|вариант|уровн\w+|рисун\w+|\bстр\.)"
            rf"\s*\d[\d.]*(?![\d.]|\s*(?:%|проц)){_MORE}",
            "приложение 2",
        ),
        (
            "label",
            r"\b(?:задани\w+|вопрос\w*|модул\w+|критери\w+|направлени\w+|тем[аеуы]|кабинет\w*|каб\.|корпус\w*)"
            rf"\s*\d[\d.]*(?![\d.]|\s*(?:%|проц|шт|ед\b))(?!,\d){_MORE}",
            "задания 5, 7 и 12 ВПР",
        ),
        (
            "school by number",
            rf"\b(?:сош|оош|нош|сш|оу|оо|школ[аыеуо]\w*|лице\w+|гимнази\w+|м[абко]+оу|д[ое]у|сад\w*)\s+\d{{1,3}}(?!\s*(?:%|\d|[а-я]|[.,]\d)){_MORE}",
            "СОШ 3",
        ),
        ("mark", r"\"\s?[2-5]\s?\"(?:\s*(?:и|,|-)\s*\"?[2-5]\"?)*", "на «4» и «5»"),
        ("marks", r"\b(?:на|отмет\w+|оцен\w+)\s+[2-5]\s*(?:и|,|-)\s*[2-5]\b(?!\s*(?:%|проц|балл|п\.))", "на 4 и 5"),
        ("one mark", r"\b(?:отметк|оценк)\w+\s+\"?[2-5]\"?(?![\d%.,]|\s*%)", "отметка 2"),
        ("time of day", r"\b\d{1,2}[:.]\d0\s?(?:час\w*|ч\b)?(?!\s*%|\d)", "в 10.00"),
        ("day of the month", r"\b\d{1,2}(?:-?го)?\s+числ[ао]\b", "до 5 числа"),
        ("telephone", r"\bтел\w*\.?:?\s*[\d() +-]+", "тел. 8 (416) 22-33-44"),
        ("fraction", r"\b\d+/\d+\b", "24/7"),
        (
            "compound adjective",
            r"\b\d+-?(?:балльн|дневн|часов|летн|классн|разов|кратн|этап|ступенч|уровнев)\w+",
            "5-балльная",
        ),
        ("name with a letter", r"\b\d+[a-zсд]\b(?!\.)", "1С, 3D"),
        ("outline", r"\b\d+\.\d+\.\d+", "п. 2.1.3"),
        (
            "one of",
            r"\bодн\w+\s+из\b|\bодин\s+из\b|\bна одно\w|\bодин (?:на один|к одному)|\bв одн\w+\b|\bпо одно\w+\b",
            "одна из форм",
        ),
    )
)
# As printed, because capitals matter: «ГИА-9», «ВПР-2022», «PISA-2018».
_CODE = re.compile(
    r"\b[А-ЯЁA-Z]{2,}[а-яё]*\s?[-–]\s?\d+(?:[.,]\d+)?(?!\s*%)\b|\b[А-ЯЁA-Z]{2,}\s?[-–]\s?\d+(?!\s*%)\b|\bcovid-\d+"
)
_ITEM = re.compile(r"(?<![\d.,№])(?<!№ )\b(\d{1,2})[.)](?=\s*[А-ЯЁа-яё«])")


def masked(text: str) -> tuple[Span, ...]:
    """Return the places whose numbers are no targets."""
    folded = fold(text)
    spans = [m.span() for _, pattern, _ in MASKS for m in pattern.finditer(folded)]
    spans += [m.span() for m in _CODE.finditer(text)]
    spans += _items(text)
    return tuple(sorted(spans))


def _items(text: str) -> list[Span]:
    """Return the numbers of list items: at the start, after the end of a sentence, or the next one of a running list."""
    spans: list[Span] = []
    last = 0
    for match in _ITEM.finditer(text):
        before = text[: match.start()].rstrip()
        n = int(match.group(1))
        opened = before.count("(") > before.count(")")
        if not opened and (not before or before[-1] in ".;:!" or (last and n == last + 1)):
            spans.append(match.span())
            last = n
    return spans
