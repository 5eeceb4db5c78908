"""Russian text: cleaning, folding, tokens, lemmas and numbering prefixes."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from razdel import tokenize

if TYPE_CHECKING:
    import pymorphy3

# Only tags that converters leave behind; «<5 человек» and «<...>» stay.
_TAG = re.compile(
    r"</?(?:p|ul|ol|li|br|i|b|u|em|strong|span|div|sup|sub|font|h[1-6]|table|tbody|thead|tr|td|th|a|s)\b[^<>]*>", re.I
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e]")
_SPACE = re.compile(r"\s+")
_FOLD = str.maketrans(
    {"ё": "е", "Ё": "е", **dict.fromkeys("–—−‐‑‒―", "-"), **dict.fromkeys("«»„“”‟″", '"'), "\u00a0": " "}
)
# A pattern that looks for the end of a text walks through all of it, squared: its tail is enough.
_LONGEST_WORD = 60
_LAST_WORD = re.compile(r"([А-Яа-яЁё]+)$")
_FIRST_WORD = re.compile(r"^([А-Яа-яЁё]+)")
_HYPHENATED = re.compile(r"([А-Яа-яЁё]+)[-‐\u00ad]$")
# Words of one letter; plans hardly use the latter ones, more often they are a cut word's last letter.
_SHORT_WORDS = frozenset("авикосуя")
_RARE_WORDS = frozenset("ауя")
# What stands before a hyphen without being a word itself, or where the dictionary knows both spellings.
_FIRST_PARTS = frozenset((
    "психолого", "медико", "историко", "физико", "химико", "логопедо", "физкультурно", "организационно", "учебно", "научно",
    "информационно", "социально", "нормативно", "материально", "контрольно", "программно", "культурно", "спортивно", "духовно",
))  # fmt: skip
# The same, but «мини-стерства» is one word.
_LOANS = frozenset((
    "онлайн", "офлайн", "веб", "чек", "кейс", "блиц", "экспресс", "пресс", "мини", "бизнес", "арт", "тайм",
))  # fmt: skip
_PREFIXES = frozenset((
    "анти", "взаимо", "само", "внутри", "сверх", "пост", "мета", "авто", "микро", "макро", "мульти", "пере", "обще", "метод", "проф",
))  # fmt: skip
# Beginnings of names of places that grow together with an adjective: «Нижнеламский», but «Военно-морской».
_PLACES = frozenset(("нижне", "верхне", "средне", "старо", "ново", "сухо", "мало", "велико", "красно", "бело", "черно"))
_OF_PLACE = re.compile(r"[а-яё]+(?<!ич)(?<!иче)ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$")
# A word in capitals is cut behind a vowel; abbreviations joined by a hyphen are short: «МБОУ-СОШ», «ВПР-ОГЭ».
_OPEN_SYLLABLE = re.compile(r"[АЕЁИОУЫЭЮЯ]$")
_SYLLABLES = re.compile(r"[БВГДЖЗЙКЛМНПРСТФХЦЧШЩ][АЕЁИОУЫЭЮЯ][А-ЯЁ]{2}")
_CUT_DATE = re.compile(r"(?:\b\d{1,2}\.\d{1,2}\.(?:\d{2,3})?|\b20\d)$")
_DATE_END = re.compile(r"\d{1,4}\b")
_CLOSING = re.compile(r"[,;:!?»)]|\.(?!\.)|[-–]\w")
_ATTACHED = re.compile(r"\w[-–/]$")


def clean(text: str) -> str:
    """Return `text` without markup residue and invisible characters, white space single.

    Nothing else changes: letters, dashes and quotes stay as printed.
    """
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    text = _INVISIBLE.sub("", text.replace("**", ""))
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """Lower `text` and unify ё, dashes and quotes; the length stays, so spans stay true."""
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


# One text is asked for by several stages soon after one another.
@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of `text` in order, without punctuation."""
    return tuple(t.text for t in tokenize(fold(text)) if any(c.isalnum() for c in t.text))


@lru_cache(maxsize=1)
def morphology() -> pymorphy3.MorphAnalyzer:
    """Return the one morphological analyser of the process (0.2 s to build)."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """Return the dictionary form of one word, folded; unknown words come back guessed."""
    return lemma_readings(word)[0]


@lru_cache(maxsize=20_000)
def lemma_readings(word: str) -> tuple[str, ...]:
    """Return the dictionary forms that one word may have, folded, likeliest first: «данные» of «дать» and of «данные»."""
    try:
        return tuple(dict.fromkeys(fold(parse.normal_form) for parse in morphology().parse(word)))
    except ValueError:  # pymorphy asks for the Unicode name of each letter, and some have none
        return (word,)


# Classifier, matcher and search ask for the same rows; cutting into words costs more than all else they do.
@lru_cache(maxsize=10_000)
def lemmas(text: str) -> tuple[str, ...]:
    """Return the lemmas of the words of `text` in order."""
    return tuple(lemma(word) for word in words(text))


def mend(left: str, right: str) -> str:
    """Join two fragments of a text that a line or page end parted: with a blank, or as one word.

    «образова-» + «тельных» loses its hyphen, «учителей-» + «предметников» keeps it; «Ответствен» + «ные» is one word.
    """
    if not left or not right:
        return left or right
    first, cut = _FIRST_WORD.match(right), _HYPHENATED.search(left[-_LONGEST_WORD:])
    if cut and first:
        again = right == first[1] + "-"  # the word is cut once more behind its middle
        return left + right if _is_compound(cut[1], first[1], again) and left[-1] != "\u00ad" else left[:-1] + right
    if _ATTACHED.search(left[-_LONGEST_WORD:]) or _CLOSING.match(right):
        return left + right
    date, end = _CUT_DATE.search(left[-_LONGEST_WORD:]), _DATE_END.match(right)
    if date and end and len(date[0].rpartition(".")[2] + end[0]) == 4:
        return left + right
    last = _LAST_WORD.search(left[-_LONGEST_WORD:])
    return left + right if last and first and _is_cut(last[1], first[1]) else f"{left} {right}"


def _is_cut(left: str, right: str) -> bool:
    """Tell whether two fragments are one word that a narrow column cut without a hyphen: «Планируема» + «я»."""
    if right[0].isupper() != (len(left) > 1 and left.isupper()):
        return False
    if len(right) == 1 and right.islower() and right not in _SHORT_WORDS:
        return len(left) > 2
    both = is_known(left) and (is_known(right) and right not in _RARE_WORDS)
    return not both and is_known(left + right)


def is_known(word: str) -> bool:
    """Tell whether a word stands in the dictionary."""
    return bool(morphology().word_is_known(word.lower()))


def _may_be_name(word: str) -> bool:
    """Tell whether a word with a capital may be a name of a person or place, or the beginning of one."""
    if word.islower():
        return False
    names = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"}
    return any(names & set(map(str, parse.tag.grammemes)) for parse in morphology().parse(word.lower()))


def _is_cut_name(left: str, right: str, again: bool) -> bool:
    """Tell whether neither half of a word in capitals is a word, and they part as syllables do: «ЦИ-МОМОУ»."""
    neither = not (is_known(left) or (is_known(right) and not again))
    return neither and bool(_OPEN_SYLLABLE.search(left) and _SYLLABLES.match(right))


def _is_compound(left: str, right: str, again: bool) -> bool:
    """Tell whether a hyphen at a line end belongs to the word: «школ-партнёров», «научно-методический»."""
    low = left.lower()
    if low in _FIRST_PARTS or is_known(f"{left}-{right}"):
        return True
    if low in _LOANS:
        return not is_known(left + right)
    if right[0].isupper():
        return not (left.isupper() and (is_known(left + right) or _is_cut_name(left, right, again)))
    if left.isupper() and len(left) > 1:
        return True
    if left[0].isupper() and low in _PLACES and _OF_PLACE.match(right):
        return False
    if len(left) <= 3 or low in _PREFIXES or is_known(left + right):
        return False
    # «учителей-тьюторов» against «Ключев-ского» and «тьютор-ского»: an ending is short, a name has a capital.
    return is_known(left) and (is_known(right) or (len(right) >= 6 and not _may_be_name(left)))
