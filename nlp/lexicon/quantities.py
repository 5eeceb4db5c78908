"""Numbers and their units in Russian text: digits, written numerals, what they count."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nlp.text import fold, morphology

# Every form of the numerals that plans write out; compound ones («двадцать пять») add up.
_FORMS = {
    1: "один одна одно одного одной одну одному одним",
    2: "два две двух двум двумя двое",
    3: "три трех трем тремя трое",
    4: "четыре четырех четырем четырьмя",
    5: "пять пяти пятью",
    6: "шесть шести шестью",
    7: "семь семи семью",
    8: "восемь восьми",
    9: "девять девяти",
    10: "десять десяти десятью",
    11: "одиннадцать одиннадцати",
    12: "двенадцать двенадцати",
    13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати",
    15: "пятнадцать пятнадцати",
    16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати",
    19: "девятнадцать девятнадцати",
    20: "двадцать двадцати",
    30: "тридцать тридцати",
    40: "сорок сорока",
    50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти",
    70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти",
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот",
    300: "триста трехсот",
    500: "пятьсот пятисот",
}
NUMERALS = {word: value for value, forms in _FORMS.items() for word in forms.split()}
_DIGITS = r"\d{1,3}(?: \d{3})+(?![\d.,])|\d+(?:[.,]\d+)?"
_WRITTEN = rf"(?:{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
# A number may be glued to the word of its bound: «не менее10».
_START = r"(?:(?<![\w.,/])|(?<=менее)|(?<=более)|(?<=ниже)|(?<=выше))"
NUMBER = rf"{_START}(?:(?:{_DIGITS})(?:-?(?:ти|ми|мя|х|тью)\b)?|{_WRITTEN}(?:\s+{_WRITTEN})*\b)"
_PERCENT = re.compile(
    r"\s*(?:-?\s?(?:ти|х|ми)\s?)?(?:%|процент(?:а|ов|ам|ами|ах|у)?\b)(?:-?(?:ный|ная|ное|ного|ной|ным|ов|а)\b)?"
)
_POINTS = re.compile(r"\s*(?:п\.\s?п\.?|пп\b\.?|п\.\s?пункт\w*|процентн\w+\s+пункт\w*|%\s*пункт\w*)")
_SCALE = re.compile(r"\s*(тыс(?:яч\w*|\.)?|млн\.?|миллион\w*)(?!\w)")
_ASIDE = re.compile(r"\s*\((?:[а-я ]+|\d+)\)")
_AT_LEAST = re.compile(r"\s*(?:и|или)\s+(?:более|больше|выше|менее|меньше|ниже)\b")
_SHORT = {
    "чел": "человек",
    "шт": "штука",
    "ед": "единица",
    "экз": "экземпляр",
    "руб": "рубль",
    "ч": "час",
    "пед": "педагог",
}
_SHORT |= {"уч": "ученик", "обуч": "обучающийся", "мер": "мероприятие", "сем": "семинар", "балл": "балл", "час": "час"}
_SUBSTANTIVE = re.compile(r"(?:обучающ|учащ|(?:не|слабо|мало)?успевающ|отстающ|нуждающ|одаренн|служащ|заведующ)\w+$")
_LINK_WORDS = frozenset(
    ("в", "во", "на", "по", "с", "со", "у", "к", "для", "из", "от", "до", "за", "при", "о", "и", "или", "не", "чем")
)
_UNIT_WORD = re.compile(r"\s*[\"«]?\s*([^\W\d_]+(?:-[^\W\d_]+)*)(\.?)")


class Unit(NamedTuple):
    """What is counted: nominative singular, where its words end, how the number must be scaled.

    `few` and `many` tell whether the printed form follows 2–4 and fractions («семинара») or larger numbers («семинаров»).
    """

    name: str
    end: int
    scale: float = 1.0
    few: bool = True
    many: bool = True

    def agrees(self, value: float) -> bool:
        """Tell whether the noun's form may follow the number: «2 этапа», not «2 этап»; «6 планов», not «п. 6 плана»."""
        tail = int(value) % 100 if value == int(value) else 2
        if tail % 10 == 1 and tail != 11:
            return True
        return self.many or (self.few and tail % 10 in {2, 3, 4} and tail not in {12, 13, 14})


def value_of(number: str) -> float:
    """Return the value of digits or of written numerals: «1 000», «3,5», «двадцати пяти», «2-х»."""
    digits = re.match(_DIGITS, number)
    if digits:
        return float(digits.group().replace(" ", "").replace(",", "."))
    return float(sum(NUMERALS[word] for word in number.split()))


@lru_cache(maxsize=20_000)
def _noun(word: str, after_number: bool = True) -> tuple[str, bool, bool] | None:
    """Return the nominative singular of a noun and whether its form follows 2–4 and larger numbers; `None` for others.

    `after_number` prefers the forms that follow numbers: «вебинары» alone is no genitive.
    """
    if _SUBSTANTIVE.match(fold(word)):
        return _substantive(word), True, True
    parses = morphology().parse(fold(word))
    nouns = [p for p in parses if p.tag.POS == "NOUN" and not {"Geox", "Surn", "Name"} & p.tag.grammemes]
    nouns = nouns or [p for p in parses if p.tag.POS == "NOUN"]
    if not nouns or (parses[0].tag.POS in {"ADJF", "PRTF"} and nouns[0].score < 0.4):
        return None
    counted = [p for p in nouns if p.tag.case == "gent"] or [p for p in nouns if p.tag.number == "plur"]
    # Of equally likely guesses about an unknown word the shortest is the masculine one: «вебинары» → «вебинар».
    best = min(counted if counted and after_number else nouns, key=lambda p: (-p.score, len(p.normal_form)))
    single = best.inflect({"nomn", "sing"})
    few = any(p.tag.case == "gent" for p in counted)
    return (single.word if single else best.normal_form), few, any(p.tag.number == "plur" for p in counted)


def _substantive(word: str) -> str:
    parse = morphology().parse(fold(word))[0]
    single = parse.inflect({"nomn", "sing", "masc"})
    return str(single.word) if single else str(parse.word)


def _is_adjective(word: str) -> bool:
    return morphology().parse(fold(word))[0].tag.POS in {"ADJF", "PRTF", "ADJS"}


@lru_cache(maxsize=20_000)
def _may_agree(word: str) -> bool:
    return any(p.tag.POS == "ADJF" for p in morphology().parse(fold(word)))


def _follows_noun(folded: str, position: int) -> bool:
    match = _UNIT_WORD.match(folded, position)
    noun = None if match is None or match.group(1) in _LINK_WORDS else _noun(match.group(1))
    return noun is not None and (noun[1] or noun[2])


def unit_after(text: str, start: int) -> Unit | None:
    """Return what the number that ends at `start` counts, read from the words after it; `None` without any.

    Adjectives before the noun are passed over: «2 методических семинара» → «семинар».
    """
    folded = fold(text)
    position, scale = start, 1.0
    for skip in (_ASIDE, _AT_LEAST):
        match = skip.match(folded, position)
        position = match.end() if match else position
    for name, pattern in (("п.п.", _POINTS), ("%", _PERCENT)):
        match = pattern.match(folded, position)
        if match:
            return Unit(name, match.end())
    match = _SCALE.match(folded, position)
    if match:
        position, scale = match.end(), 1e6 if match.group(1).startswith("м") else 1e3
    return _counted(text, folded, position, scale)


def _counted(text: str, folded: str, position: int, scale: float) -> Unit | None:
    adjective: Unit | None = None
    for _ in range(6):
        match = _UNIT_WORD.match(folded, position)
        if match is None or match.group(1) in _LINK_WORDS:
            break
        word, printed = match.group(1), text[match.start(1) : match.end(1)]
        if (match.group(2) and word in _SHORT) or word in {"чел", "шт", "экз"}:
            return Unit(_SHORT[word], match.end(), scale)
        shouted = text.isupper() and morphology().word_is_known(word)  # «НЕ МЕНЕЕ 2 ВСТРЕЧ»
        if sum(c.isupper() for c in printed) >= 2 and not shouted:
            return Unit(printed, match.end(1), scale)
        if _is_adjective(word) and not _SUBSTANTIVE.match(word):
            adjective = Unit(_substantive(word), match.end(1), scale)
        elif _may_agree(word) and _follows_noun(folded, match.end(1)):
            pass  # «2 рабочие группы»
        else:
            noun = _noun(word)
            return Unit(noun[0], match.end(1), scale, *noun[1:]) if noun else adjective
        if match.group(2):
            break
        position = match.end(1)
    return adjective


_COUNTED_BEFORE = re.compile(r"\b(?:количеств|числ|численност)\w*\s+")
_MEASURE = re.compile(r"\b(балл|индекс|коэффициент|рейтинг|показател)\w*")
_BEFORE_DASH = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\s*(?:-|:|=|не менее|не более|не ниже)\s*$")


def unit_before(text: str) -> str:
    """Return what a number without a unit counts, read from the clause `text` before it; empty where nothing says so.

    «Количество обученных педагогов – 12», «Средний балл не ниже 3,5», «Проведено семинаров: 4».
    """
    folded = fold(text)
    counts = list(_COUNTED_BEFORE.finditer(folded))
    if counts:
        unit = _counted(text, folded, counts[-1].end(), 1.0)
        if unit:
            return unit.name
    measures = list(_MEASURE.finditer(folded))
    if measures:
        noun = _noun(measures[-1].group())
        return noun[0] if noun else ""
    match = _BEFORE_DASH.search(folded)
    noun = _noun(match.group(1), after_number=False) if match else None
    return noun[0] if noun else ""
