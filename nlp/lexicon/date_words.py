"""Words of dates: months in all cases and misprints, Roman numerals, ordinals, units, seasons, what binds them."""

from __future__ import annotations

import re
from functools import lru_cache

FILLERS = frozenset(
    (
        *("в", "во", "на", "за", "не", "чем", "г", "т", "тг", "нового", "очередного", "начиная", "течение", "течении"),
        *("срок", "срока", "сроки", "сроком", "числа", "число", "числу", "включительно", "ориентировочно"),
        *("месяц", "месяца", "месяце", "месяцы", "месяцев", "примерно"),
    )
)
_BINDERS = {
    **dict.fromkeys(("с", "со", "от"), "s"),
    **dict.fromkeys(("до", "к", "ко", "позднее", "позже", "перед"), "d"),
    **dict.fromkeys(("после", "ранее", "раньше"), "a"),
    **dict.fromkeys(("и", "или", "либо", "также", "далее", "затем", "плюс"), ","),
    "по": "p",
    # Latin letters that stand alone, as typists leave them.
    "c": "s",
    "k": "d",
}
MONTH_NAMES = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_MONTH_STEMS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_SOFT, _HARD, _MAY = ("ь", "я", "ю", "ем", "е", "и"), ("", "а", "у", "ом", "е"), ("й", "я", "ю", "ем", "е")
_SHORT = {
    **dict.fromkeys(("янв", "янвр"), 1),
    **dict.fromkeys(("фев", "февр"), 2),
    **dict.fromkeys(("мар", "мрт"), 3),
    **dict.fromkeys(("апр",), 4),
    **dict.fromkeys(("июн",), 6),
    **dict.fromkeys(("июл",), 7),
    **dict.fromkeys(("авг",), 8),
    **dict.fromkeys(("сен", "сент", "снт"), 9),
    **dict.fromkeys(("окт",), 10),
    **dict.fromkeys(("ноя", "нояб", "нбр"), 11),
    **dict.fromkeys(("дек", "декаб"), 12),
}


def _month_forms() -> dict[str, int]:
    forms = dict(_SHORT)
    for number, stem in enumerate(_MONTH_STEMS, 1):
        endings = _MAY if stem == "ма" else _HARD if stem in ("март", "август") else _SOFT
        forms.update((stem + ending, number) for ending in endings)
    return forms


MONTHS = _month_forms()
# A month's name in any case inside a folded text, for regular expressions; `month_number` reads what it finds.
MONTH_NAME = "(?:" + "|".join("ма[йяею]" if stem == "ма" else stem for stem in _MONTH_STEMS) + ")"
# Misprints are looked for only near long names: «карта» is one letter from «марта», «июль» from «июнь».
_LONG_MONTHS = tuple(form for form in MONTHS if len(form) >= 6)

# «П квартал», «Ш квартал», «1У квартал», «ІІ» with Ukrainian letters: what typists put for Roman numerals.
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "п": 2,
    "ш": 3,
    "шi": 4,
    "iу": 4,
    "1v": 4,
    "1у": 4,
    "ll": 2,
    "lll": 3,
    "l": 1,
}
_ROMAN_LETTERS = str.maketrans("іӏ|хѵ", "iiixv")
_ORDINAL = re.compile(
    r"(?P<o1>перв(?:ый|ая|ое|ого|ой|ую|ом|ые|ых))|(?P<o2>втор(?:ой|ая|ое|ого|ую|ом|ые|ых))"
    r"|(?P<o3>трет(?:ий|ья|ье|ьего|ьей|ью|ьем|ьи|ьих))|(?P<o4>четверт(?:ый|ая|ое|ого|ой|ую|ом|ые|ых))"
    r"|(?P<o9>последн(?:яя|ей|юю|ий|ее|его|ем|ие))"
)
LAST = 9  # the ordinal «последний»
_UNITS = (
    ("quarter", "q", re.compile(r"кв|квартал(?:|а|е|у|ы|ов|ах|ом)|квл")),
    ("half", "q", re.compile(r"полугоди(?:е|я|и|ю|ем|й|ях)|полуг|пг|семестр(?:|а|е|ы)")),
    ("term", "q", re.compile(r"четверт(?:ь|и|ью|ей|ях|ям)|четв")),
    ("trimester", "q", re.compile(r"триместр(?:|а|е|у|ы|ов|ом)")),
    ("decade", "k", re.compile(r"декад(?:а|ы|е|у|ой|ах)|дек")),
    ("week", "k", re.compile(r"недел(?:я|и|е|ю|ей|ь|ях)|нед")),
    ("part", "k", re.compile(r"половин(?:а|ы|е|у|ой)")),
)
_SEASONS = (
    (12, re.compile(r"зим(?:а|ы|е|у|ой)")),
    (3, re.compile(r"весн(?:а|ы|е|у|ой)")),
    (6, re.compile(r"лет(?:о|а|е|у|ом)")),
    (9, re.compile(r"осен(?:ь|и|ью)")),
)
SEASON_ADJECTIVES = {"зимн": 12, "весенн": 3, "летн": 6, "осенн": 9}
_EDGES = (
    ("begin", re.compile(r"начал(?:о|а|е|у|ом)")),
    ("end", re.compile(r"кон(?:ец|ца|це|цу|цом)|окончани(?:я|е|и|ю)")),
    ("mid", re.compile(r"середин(?:а|ы|е|у|ой)")),
)


def month_number(text: str) -> int:
    """Return the number of the month that a folded text begins with («сентября 2021»), 0 for any other text."""
    if not re.match(MONTH_NAME, text):
        return 0
    return next((n for n, stem in enumerate(_MONTH_STEMS, 1) if stem != "ма" and text.startswith(stem)), 5)


def roman(text: str) -> int:
    """Return the value of a Roman numeral as typed («iv», «п», «1у»), 0 for any other word."""
    return _ROMAN.get(text.translate(_ROMAN_LETTERS), 0)


@lru_cache(maxsize=20_000)
def meaning(text: str) -> tuple[str, int, str]:
    """Return kind, number and word of a single word; kind «x» where it means nothing here."""
    if text in _BINDERS:
        return _BINDERS[text], 0, ""
    if text in MONTHS:
        return "M", MONTHS[text], ""
    bare = re.sub(r"\W", "", text)
    ordinal = _ORDINAL.fullmatch(bare)
    if ordinal and ordinal.lastgroup:
        return "O", int(ordinal.lastgroup[1:]), ""
    for word, kind, pattern in _UNITS:
        if pattern.fullmatch(bare):
            return kind, 0, word
    for number, pattern in _SEASONS:
        if pattern.fullmatch(bare):
            return "S", number, ""
    for word, pattern in _EDGES:
        if pattern.fullmatch(bare):
            return "e", 0, word
    return _misprinted(bare)


def _misprinted(word: str) -> tuple[str, int, str]:
    """Read «ферваль», «сентбярь», «октбярь»: one letter wrong, missing, doubled or swapped."""
    if len(word) >= 5:
        for form in _LONG_MONTHS:
            if abs(len(form) - len(word)) <= 1 and _one_slip(word, form):
                return "M", MONTHS[form], ""
    return "x", 0, ""


def _one_slip(word: str, form: str) -> bool:
    head = 0
    while head < min(len(word), len(form)) and word[head] == form[head]:
        head += 1
    rest, want = word[head:], form[head:]
    swapped = rest[:2] == want[1::-1] and rest[2:] == want[2:]
    return swapped or rest[1:] == want[1:] or rest[1:] == want or rest == want[1:]
