"""Slips of recognition in Russian words: a word is put right only where one repair alone gives a known word."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping

from nlp.lexicon.abbreviations import ABBREVIATIONS, FAMILIES
from nlp.text import is_known

# Latin letters and signs that look like Russian letters.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyuk", "АВСЕНКМОРТХУасеорхуик")
# What is read → what was printed, beside letters; the first of a pair alone stands for the second.
_CONFUSED: tuple[tuple[str, str], ...] = (
    ("0", "о"), ("0", "О"), ("3", "з"), ("3", "З"), ("6", "б"), ("1", "l"), ("4", "ч"), ("|", "1"),
    ("н", "п"), ("п", "н"), ("и", "н"), ("н", "и"), ("и", "й"), ("й", "и"), ("п", "и"), ("и", "п"),
    ("я", "л"), ("л", "я"), ("ь", "ы"), ("ц", "щ"), ("щ", "ц"), ("ш", "щ"), ("щ", "ш"), ("е", "с"), ("с", "е"), ("о", "с"),
    ("с", "о"), ("о", "е"), ("е", "о"), ("а", "о"), ("о", "а"), ("в", "а"), ("в", "з"), ("з", "э"), ("э", "з"), ("г", "т"), ("т", "г"),
    ("ы", "ь1"), ("ь1", "ы"), ("ы", "ьг"), ("ьг", "ы"), ("ь|", "ы"), ("ш", "пт"), ("щ", "пц"), ("м", "гл"), ("м", "тл"),
    ("ю", "го"), ("го", "ю"), ("л", "п"), ("п", "л"), ("д", "л"), ("л", "д"), ("х", "к"), ("к", "х"), ("ё", "е"), ("б", "6"),
)  # fmt: skip
_SHORTEST = 5
_MOST_SLIPS = 2
# Two words that differ in one letter and are so long are one word.
_WITNESSED = 9
# A word of letters alone that was read as surely as this (0–100) is left as it is: it may be a name or a new word.
_SURE = 85.0
_INITIALS = re.compile(r"^(?:[30]\.[А-ЯЁ]|[А-ЯЁ]\.[30])$")
_COUNTED = re.compile(
    r"^(?:класс|и$|месяц|раз|школ|дн|лет$|недел|янв|фев|март|апр|ма[йя]$|июн|июл|авг|сен|окт|ноя|дек|%|педагог|учител|чел)"
)
_WORD = re.compile(r"[А-Яа-яЁёA-Za-z0-9|]+")
_LATIN = re.compile(r"[A-Za-z]")
_RUSSIAN = re.compile(r"[А-Яа-яЁё]")
_SHORT_NAMES = frozenset(word for actor in ABBREVIATIONS for word in re.findall(r"[А-ЯЁ]{2,}", actor.example)) | {
    "ВПР", "ОГЭ", "ЕГЭ", "ГИА", "ОВЗ", "ФГОС", "ШНОР", "МБОУ", "МКОУ", "МАОУ", "НОКО", "ВСОКО",
}  # fmt: skip
# Short names that a plan may write without explaining them.
NAMES = _SHORT_NAMES | {name for actor in ABBREVIATIONS for name in re.findall(r"[А-ЯЁ]{2,}", actor.pattern)}
_YEAR = re.compile(
    r"^(?:[2З][0ОоOo][0-9ОоOoЗзlI|б]{2}|[2З][0ОоOo][0-9ОоOoЗзlI|б]{2}[-–—/][2З][0ОоOo][0-9ОоOoЗзlI|б]{2})$"
)
_DATE = re.compile(r"^[0-3ОоOoЗзl|][0-9ОоOoЗзl|б]\.[01ОоOol|][0-9ОоOoЗзl|б]\.(?:[2З][0ОоOo])?[0-9ОоOoЗзl|б]{2}$")
_DIGITS = str.maketrans("ОоOoЗзlI|б", "0000331116")
_EDGES = re.compile(r"^([«\"(„]*)(.*?)([»\")“.,;:!?…]*)$", re.S)
_NUMERO = re.compile(r"^(?:N[eеo°]|Nе|Ne|Мe|№е|№№|N[°º]|Ме|Ле|Хе|л[ео])$")


def is_short_name(word: str) -> bool:
    """Tell whether a word in capitals is a short name by custom, or of a family of them."""
    return word in NAMES or any(re.fullmatch(family, word.lower()) for family, _ in FAMILIES)


def repaired(word: str, before: str = "", after: str = "", sure: float = 0.0) -> str:
    """Return a word as it was printed, or itself where nothing is certain.

    Args:
        word: as recognised, with the signs around it.
        before: the word in front of it.
        after: the word behind it.
        sure: how sure the recognition is, 0–100.
    """
    edges = _EDGES.match(word)
    assert edges is not None
    left, core, right = edges.groups()
    if not core:
        return word
    is_mark = right.startswith(")") and not left  # «б) апрель»: a list's mark, no figure
    for rule in (_date, _numero, _digit, _initials, _zeros, _russian_letters):
        put = None if is_mark and rule is _digit else rule(core, before, after)
        if put is not None:
            return f"{left}{put}{right}"
    return f"{left}{_known_word(core, sure) or core}{right}"


def _date(core: str, _before: str, _after: str) -> str | None:
    """«2О22» → «2022», «О1.О9.2021» → «01.09.2021»."""
    if _RUSSIAN.search(core) is None and not re.search(r"[OolI|]", core):
        return None
    return core.translate(_DIGITS) if any(map(str.isdigit, core)) and (_YEAR.match(core) or _DATE.match(core)) else None


def _numero(core: str, _before: str, after: str) -> str | None:
    """«Ne 5» → «№ 5»: only before a number."""
    return "№" if _NUMERO.match(core) and after[:1].isdigit() else None


def _digit(core: str, before: str, after: str) -> str | None:
    """«З встречи» → «3 встречи»: a lone «З» is no word."""
    if core in ("З", "з") and after[:1].islower():
        return "3"
    return "6" if core == "б" and _COUNTED.match(after) and not before[-1:].isdigit() else None


def _initials(core: str, _before: str, _after: str) -> str | None:
    """«3.И.» → «З.И.»: initials hold no figures."""
    return core.replace("3", "З").replace("0", "О") if _INITIALS.match(core) and not core.isdecimal() else None


def _zeros(core: str, before: str, _after: str) -> str | None:
    """«00» → «ОО», but not behind a number: «14 00» is a time."""
    return "ОО" if core in ("00", "О0", "0О") and not before[-1:].isdigit() else None


def _russian_letters(core: str, _before: str, _after: str) -> str | None:
    """Latin look-alikes among Russian letters or in a whole Russian word: «OO» → «ОО», «cовет» → «совет»."""
    if not _LATIN.search(core):
        return None
    put = core.translate(_LOOKALIKES)
    if _LATIN.search(put):
        return None
    pieces = re.findall(r"[А-Яа-яЁё]+", put)
    mixed = bool(_RUSSIAN.search(core))
    return put if mixed or (pieces and all(is_known(p) or p in _SHORT_NAMES for p in pieces)) else None


def _known_word(core: str, sure: float) -> str | None:
    """«шкояы» → «школы», «реэультат» → «результат»: one candidate alone is known, the word itself is not."""
    if len(core) < _SHORTEST or not _WORD.fullmatch(core) or core.isdigit() or is_known(core):
        return None
    if core.isupper() or core[1:] != core[1:].lower() or sum(map(str.isdigit, core)) > 1:
        return None
    signs = re.search(r"[0-9|]", core)
    # Names of people and places are in no dictionary.
    if not signs and (sure >= _SURE or core[0].isupper()):
        return None
    for n_slips in range(1, _MOST_SLIPS + 1):
        found = {form for form in _variants(core.lower(), n_slips) if form.isalpha() and is_known(form)}
        if len(found) == 1:
            put = found.pop()
            return put.capitalize() if core[0].isupper() else put
        if found or not signs:
            return None  # several candidates, or letters only: two slips in one word are a guess
    return None


def witnessed(word: str, others: Mapping[int, Collection[str]]) -> str:
    """Return a word as it stands elsewhere on the page, where one letter inside it was read differently; else itself.

    «тестирдвание» beside «тестирование» is a slip, however surely it was read; endings are left, and so are short words.

    Args:
        word: as recognised, with the signs around it.
        others: the page's words that are in the dictionary, in small letters, by their length.
    """
    edges = _EDGES.match(word)
    assert edges is not None
    left, core, right = edges.groups()
    low = core.lower()
    if len(core) < _WITNESSED or not core.isalpha() or core[1:] != low[1:] or is_known(low):
        return word
    found = {form for form in others.get(len(low), ()) if form[-1] == low[-1] and _n_different(form, low) == 1}
    if len(found) != 1:
        return word
    put = found.pop()
    return f"{left}{put.capitalize() if core[0].isupper() else put}{right}"


def _n_different(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _variants(word: str, n_slips: int) -> Iterator[str]:
    """Yield the word with so many confusions undone."""
    once = {
        word[:k] + right.lower() + word[k + len(wrong) :]
        for wrong, right in _CONFUSED
        for k in range(len(word))
        if word.startswith(wrong.lower(), k)
    }
    if n_slips == 1:
        yield from once
        return
    yield from itertools.chain.from_iterable(_variants(form, n_slips - 1) for form in once)
