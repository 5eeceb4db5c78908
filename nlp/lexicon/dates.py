"""Tokens of dates: a cell's folded text → months, days, years, ordinals, units and the words that bind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.domain import Span
from nlp.lexicon.date_words import FILLERS, SEASON_ADJECTIVES, meaning, roman

# A token's `kind` is one letter, so that the grammar can be regular expressions over the string of kinds:
#   M month · D day.month[.year] · E month.year · N number 1-31 · O ordinal or Roman numeral · Y year · P pair of years
#   q quarter, half-year, school term · k decade, week, half (of something) · S season · e beginning, middle, end of
#   c «учебный год» without numbers · g «год» · f «следующего года» · s with, from · d until · p «по» · a after
#   - dash · , list · : brackets and colon · x any other word
_YEAR_WORD = r"(?:\s*-?\s*(?P<{0}>г\.?\s?г\b\.?|г(?![а-я])\.?|год(?:а|у|ом|ы|ов|ах|ам|е)?(?![а-я])))?"
_MONTH_AHEAD = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)"
_SCHOOL_WORD = r"\(?уч(?:еб[а-я]*)?\.?\s*(?:год[а-я]*|г(?![а-я])\.?)"
_TOKEN = re.compile(
    r"(?P<time>(?<![\d.])[012]?\d(?:[-.:]00|:\d\d)(?!\d))"
    r"|(?P<iso>(?<!\d)20\d\d-\d\d-\d\d(?!\d))"
    r"|(?P<dmy>(?<!\d)\d{1,2}(?:\s?[./]\s?\d{1,2}\s?[./]\s?(?:20\d\d|\d\d)|\s?[,-]\s?\d{1,2}\s?[,-]\s?20\d\d)(?!\d))(?:\s*г(?:ода)?(?![а-я])\.?)?"
    r"|(?P<my>(?<!\d)\d\d\.20\d\d(?!\d))"
    r"|(?P<pair>(?<!\d)20\d\d"
    + _YEAR_WORD.format("w1")
    + r"\s*[-/\\]\s*(?:20\d\d|\d\d)(?![\d.]|\s?"
    + _MONTH_AHEAD
    + r"))"
    r"(?:\s*(?P<school>"
    + _SCHOOL_WORD
    + r"))?"
    + _YEAR_WORD.format("w2")
    + r"|(?P<year>(?<!\d)20[1-4]\d(?!\d))(?:-?го)?"
    + _YEAR_WORD.format("w3")
    + r"|(?P<yy>(?<!\d)[1-4]\d)\s?г(?:ода?)?(?![а-я])\.?"
    r"|(?P<dm>(?<![\d.])\d{1,2}\.\d\d(?!\d))"
    r"|(?P<item>(?<!\d)\d{1,2}[.)]\s+(?=[а-я]))"
    r"|(?P<num>(?!1[vу](?![а-яa-z]))\d+)(?:\s?-?\s?(?:ого|ой|ый|ий|ая|ое|ые|ую|го|му|ей|ья|ье|х|й|я|е|м)(?![а-я]))?"
    r"|(?P<next>следующ\w+ (?:календарн\w+ |учебн\w+ )?год\w*)"
    r"|(?P<schoolyear>" + _SCHOOL_WORD + r")"
    r"|(?P<season>(?:зимн|весенн|летн|осенн)\w+(?= (?:период|время|времени|месяц|сезон))|летн\w+ каникул\w*)"
    r"|(?P<calendar>(?:календарн\w+ )?год[а-я]{0,2}(?![а-я]))"
    r"|(?P<short>п/г|п\.\s?г|кв-л\w*)"
    r"|(?P<roman>[1ivxlіӏ|пшу]+(?![а-яa-z]))(?:-?(?:ого|ой|ый|ий|ая|ое|ую|го|ом|ем|ей|й|я|е|м)(?![а-яa-z]))?"
    r"|(?P<word>[а-яa-z]+)"
    r"|(?P<dash>-+|…|\.{2,})|(?P<list>[,;/+&])|(?P<bracket>[():])|(?P<other>[^\s\w.\"]+)"
)
_NUMERIC = frozenset(("iso", "dmy", "my", "pair", "year", "yy", "dm", "num"))
_OUTER = {"w1": "pair", "w2": "pair", "school": "pair", "w3": "year"}
_LATIN = str.maketrans("aceopxykmtbhnr", "асеорхукмтвнпг")
_LETTER_ZERO = re.compile(r"(?:(?<=[\d.])|(?<![а-яa-z]))[оo](?=\d)|(?<=\d)[оo](?=\.\d)")
_LATIN_LETTER = re.compile(r"[a-z]")
_MIXED = re.compile(r"(?=[a-z]*[а-я])(?=[а-я]*[a-z])[а-яa-z]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the grammar: its kind (one letter), what it stands for, where it stands.

    `number` is the month, the ordinal, the first year or the day; `month` and `year` belong to written-out dates;
    `word` is a unit, an edge, or how a pair of years was meant: «school», «each» or «pair».
    """

    kind: str
    span: Span
    number: int = 0
    month: int = 0
    year: int = 0
    word: str = ""


def unmixed(folded: str) -> str:
    """Return the text with Latin letters inside Russian words made Russian («cентябрь»), О among digits zero («О1.О9»)."""
    folded = _LETTER_ZERO.sub("0", folded)
    return _MIXED.sub(lambda found: found.group().translate(_LATIN), folded) if _LATIN_LETTER.search(folded) else folded


def tokens(folded: str) -> tuple[Token, ...]:
    """Return the date tokens of a folded text in order; fillers («в», «на», «месяца») are left out."""
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        token = _token(match, folded)
        if token is not None:
            found.append(token)
    return tuple(found)


def _token(match: re.Match[str], text: str) -> Token | None:
    group, span = match.lastgroup or "", match.span()
    group = _OUTER.get(group, group)
    if group in _NUMERIC:
        return _numeric(group, match, text)
    if group == "time":
        return None
    if group in ("word", "short"):
        return _word(match.group(), span)
    if group == "roman":
        value = roman(match.group("roman"))
        return Token("O", span, number=value) if value else _word(match.group("roman"), span)
    if group == "season":
        stem = next(stem for stem in SEASON_ADJECTIVES if match.group().startswith(stem))
        return Token("S", span, number=SEASON_ADJECTIVES[stem])
    kinds = {"next": "f", "schoolyear": "c", "calendar": "g", "dash": "-", "list": ",", "bracket": ":"}
    return Token(kinds.get(group, "x"), span)


def _numeric(name: str, match: re.Match[str], text: str) -> Token:
    span, parts = match.span(), [int(part) for part in re.findall(r"\d{1,9}", match.group(name))]
    if name == "iso":
        return _dated(span, parts[2], parts[1], parts[0])
    if name == "dmy":
        return _dated(span, parts[0], parts[1], parts[2])
    if name == "dm":
        return _dated(span, parts[0], parts[1], 0)
    if name == "my":
        return Token("E", span, month=parts[0], year=parts[1]) if 1 <= parts[0] <= 12 else Token("x", span)
    if name == "pair":
        return _pair(match, text, parts)
    if name in ("year", "yy"):
        return Token("Y", span, number=parts[0] if parts[0] > 2000 else 2000 + parts[0])
    numbered = text[: span[0]].rstrip().endswith("№") or text[span[1] : span[1] + 1] in ("%", "+")
    return Token("N" if 1 <= parts[0] <= 31 and not numbered else "x", span, number=parts[0])


def _dated(span: Span, day: int, month: int, year: int) -> Token:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return Token("x", span)
    return Token("D", span, number=day, month=month, year=year + 2000 if 0 < year < 100 else year)


def _pair(match: re.Match[str], text: str, parts: list[int]) -> Token:
    """Read «2021-2022», «2021/22 уч. год», «2022-2024 гг.»; «2022-04» is a month."""
    first, last = parts[0], parts[1]
    last = last if last > 2000 else first // 100 * 100 + last
    if not first < last <= first + 15:
        iso = 1 <= parts[1] <= 12 and " " not in match.group()
        return Token("E", match.span(), month=parts[1], year=first) if iso else Token("Y", match.span(), number=first)
    before = text[: match.start()].rstrip(" (")
    words = (match.group("w1") or "") + (match.group("w2") or "")
    several = last > first + 1 or re.search(r"г\.?\s?г|год(?:ы|ов|ам|ах)", words)
    school = match.group("school") or re.search(r"(?:учебн\w*|уч\.?)(?: год\w*)?$", before)
    if last == first + 1 and (school or (not several and re.search(r"[/\\]", match.group("pair")))):
        word = "school"
    else:
        word = "each" if several else "pair"
    return Token("P", match.span(), number=first, year=last, word=word)


def _word(text: str, span: Span) -> Token | None:
    if text in FILLERS:
        return None
    kind, number, word = meaning(text)
    return Token(kind, span, number=number, word=word)
