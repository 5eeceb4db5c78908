"""The grammar of periods: date tokens → claims («from», «until», «between», «in») that still lack the plan's year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from nlp.domain import Span
from nlp.lexicon.claims import Claim, Mode, Piece, Years
from nlp.lexicon.date_words import LAST
from nlp.lexicon.dates import Token, tokens

# What the rewriting works on: a token, or a piece (kind «A») that tokens have become.
Item = Token | Piece
_QUARTERS = {n: ((3 * n - 2, 1), (3 * n, 31)) for n in range(1, 5)}
_HALVES = {1: ((1, 1), (6, 31)), 2: ((7, 1), (12, 31))}
_SCHOOL_HALVES = {1: ((9, 1), (12, 31)), 2: ((1, 1), (5, 31))}
_TERMS = {1: ((9, 1), (10, 31)), 2: ((11, 1), (12, 31)), 3: ((1, 1), (3, 31)), 4: ((4, 1), (5, 31))}
_TRIMESTERS = {1: ((9, 1), (11, 31)), 2: ((12, 1), (2, 31)), 3: ((3, 1), (5, 31))}
_UNITS = {"quarter": _QUARTERS, "half": _HALVES, "term": _TERMS, "trimester": _TRIMESTERS}
_DECADES = {1: (1, 10), 2: (11, 20), 3: (21, 31), LAST: (21, 31)}
_WEEKS = {1: (1, 7), 2: (8, 14), 3: (15, 21), 4: (22, 28), 5: (29, 31), LAST: (25, 31)}
_PARTS = {1: (1, 15), 2: (16, 31), LAST: (16, 31)}
_DAYS = {"decade": _DECADES, "week": _WEEKS, "part": _PARTS}


def periods(folded: str) -> tuple[Claim, ...]:
    """Return the claims of a folded text about time, in order; what is no period is passed over."""
    items: list[Item] = list(_pairs_alike(tokens(folded)))
    kinds = _kinds(items)
    for _, pattern, build in _RULES:
        if pattern.search(kinds):
            items = _rewritten(items, pattern, build)
            kinds = _kinds(items)
    return tuple(_claims(items))


def _pairs_alike(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """«2021-2022, 2022-2023 учебные годы»: where one pair of years is a school year, all are."""
    if not any(token.word == "school" for token in found):
        return found
    return tuple(replace(token, word="school") if token.word == "pair" else token for token in found)


def _kinds(items: list[Item]) -> str:
    return "".join("A" if isinstance(item, Piece) else item.kind for item in items)


def _rewritten(items: list[Item], pattern: re.Pattern[str], build: Callable[[list[Item]], list[Item]]) -> list[Item]:
    result: list[Item] = []
    done = 0
    for match in pattern.finditer(_kinds(items)):
        result += items[done : match.start()] + build(items[match.start() : match.end()])
        done = match.end()
    return result + items[done:] if done else items


def _whole(items: list[Item]) -> Span:
    return items[0].span[0], items[-1].span[1]


def _token_of(items: list[Item], kinds: str) -> Token | None:
    return next((item for item in items if isinstance(item, Token) and item.kind in kinds), None)


# --- pieces: each rule takes the items its pattern matched and gives what stands in their place -----------------------


def _days(items: list[Item]) -> list[Item]:
    """«12-15 апреля», «с 1 по 15.04.2022», «10, 17 и 24 марта»: bare days take the month that follows them."""
    anchor = items[-1]
    assert isinstance(anchor, Token)
    month = anchor.number if anchor.kind == "M" else anchor.month
    body = items[:-1] if anchor.kind == "M" else items
    result: list[Item] = []
    for item in body:
        bare = isinstance(item, Token) and item.kind == "N"
        result.append(replace(item, kind="D", month=month, year=0) if bare and isinstance(item, Token) else item)
    # The month's own characters belong to the last day, so that the mention shows them.
    if anchor.kind == "M" and isinstance(result[-1], Token):
        result[-1] = replace(result[-1], span=(result[-1].span[0], anchor.span[1]))
    return result


def _units(items: list[Item]) -> list[Item]:
    """«I квартал», «1-2 полугодие», «III и IV четверти»: each ordinal becomes its part of the year."""
    unit = items[-1]
    assert isinstance(unit, Token)
    table = _UNITS[unit.word]
    result: list[Item] = []
    for item in items[:-1]:
        if isinstance(item, Token) and item.kind in "NO":
            number = max(table) if item.number == LAST else item.number
            if number not in table:
                return [replace(unit, kind="x", span=_whole(items))]
            school = _SCHOOL_HALVES[number] if unit.word == "half" else None
            result.append(Piece(unit.word, *table[number], item.span, school=school))
        else:
            result.append(item)
    last = result[-1]
    assert isinstance(last, Piece)
    result[-1] = replace(last, span=(last.span[0], unit.span[1]))
    return result


def _month_parts(items: list[Item]) -> list[Item]:
    """«первая декада апреля», «апрель (2-я половина)», «2-3 неделя мая»: parts of the month beside them."""
    month, unit = _token_of(items, "M"), _token_of(items, "k")
    assert month is not None and unit is not None
    table = _DAYS[unit.word]
    numbers = [item.number for item in items if isinstance(item, Token) and item.kind in "NO"]
    spans = [table[number] for number in numbers if number in table]
    if not spans:
        return [month]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return [Piece(unit.word, (month.number, first), (month.number, last), _whole(items))]


def _year_parts(items: list[Item]) -> list[Item]:
    """«первая половина 2022 года», «вторая половина учебного года»: a half-year by another name."""
    ordinal, unit, follower = items[0], items[1], items[2]
    assert isinstance(ordinal, Token) and isinstance(unit, Token)
    number = 2 if ordinal.number == LAST else ordinal.number
    if unit.word != "part" or number not in _HALVES:
        return items
    piece = Piece("half", *_HALVES[number], _whole(items[:2]), school=_SCHOOL_HALVES[number])
    return [piece, follower]


def _months(items: list[Item]) -> list[Item]:
    """«апрель», «04.2022», «15.04», «зима»: a token that is a piece by itself."""
    token = items[0]
    assert isinstance(token, Token)
    years = Years((token.year,)) if token.year else None
    if token.kind == "D":
        day = (token.month, token.number)
        return [Piece("day", day, day, token.span, years)]
    month = token.month or token.number
    last = (month + 1) % 12 + 1 if token.kind == "S" else month
    return [Piece("season" if token.kind == "S" else "month", (month, 1), (last, 31), token.span, years)]


def _edges(items: list[Item]) -> list[Item]:
    """«конец апреля», «начало II квартала», «середина мая»: the edge of a piece."""
    edge, piece = items[0], items[1]
    assert isinstance(edge, Token) and isinstance(piece, Piece)
    return [replace(piece, edge=edge.word, span=_whole(items))]


def _year_edges(items: list[Item]) -> list[Item]:
    """«начало учебного года», «конец 2022 года», «до конца года»: the edge of a year, stated or the plan's own."""
    edge, year = items[0], items[-1]
    assert isinstance(edge, Token) and isinstance(year, Token)
    piece = _year_piece(year) if year.kind in "YP" else Piece("plan", (1, 1), (12, 31), year.span)
    if any(item.kind == "c" for item in items if isinstance(item, Token)):
        piece = replace(piece, unit="school", first=(9, 1), last=(8, 31))
    return [replace(piece, edge=edge.word, span=_whole(items))]


def _both_edges(items: list[Item]) -> list[Item]:
    """«начало и конец учебного года»: both edges lean on what follows the second."""
    build = _edges if isinstance(items[-1], Piece) else _year_edges
    return [*build([items[0], *items[3:]]), items[1], *build(items[2:])]


def _year_piece(token: Token) -> Piece:
    years = _years([token])
    if years.mode == "school":
        return Piece("school", (9, 1), (8, 31), token.span, years)
    return Piece("year", (1, 1), (12, 31), token.span, years)


def _years(year_tokens: list[Token]) -> Years:
    if any(token.kind == "f" for token in year_tokens):
        return Years((), "next")
    pair = next((token for token in year_tokens if token.kind == "P"), None)
    if pair is None:
        values = tuple(token.number for token in year_tokens)
        return Years(values, "one" if len(values) == 1 else "each")
    mode: Mode = "school" if pair.word == "school" else "each" if pair.word == "each" else "pair"
    return Years(tuple(range(pair.number, pair.year + 1)), mode)


def _dated(items: list[Item]) -> list[Item]:
    """«апрель 2022», «Март, 2021г.», «1 полугодие учебного года», «май 2022, 2023»: the year of the piece before it."""
    piece = items[0]
    assert isinstance(piece, Piece)
    following = [item for item in items[1:] if isinstance(item, Token) and item.kind in "YPf"]
    if piece.years is not None and following:
        return items
    in_school = any(isinstance(item, Token) and item.kind == "c" for item in items)
    years = _years(following) if following else None
    if years is not None and in_school and years.mode == "pair":
        years = replace(years, mode="school")
    if piece.school and (in_school or (years is not None and years.mode in ("school", "pair"))):
        piece = replace(piece, first=piece.school[0], last=piece.school[1], school=None)
    elif years is not None:
        piece = replace(piece, school=None)
    return [replace(piece, years=years, span=_whole(items))]


def _bare_years(items: list[Item]) -> list[Item]:
    """«2022 год», «2022/2023 учебный год», «учебный год 2022-2023»: a year that qualifies nothing before it."""
    year = items[-1]
    assert isinstance(year, Token)
    if len(items) > 1 and year.kind == "P":
        year = replace(year, word="school")
    return [_year_piece(replace(year, span=_whole(items)))]


# Name, pattern over the kinds of the items, builder. Order matters: days and ordinals before the months they lean on.
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[list[Item]], list[Item]]], ...] = (
    ("two-digit-year", re.compile(r"(?<=M)N(?=$|:|[-,:]M)"), lambda items: [_two_digit_year(items[0])]),
    ("days", re.compile(r"N(?:[-,pd]{1,2}N){0,15}M"), _days),
    ("dotted-days", re.compile(r"(?:N[-,pd]{1,2}){1,15}D"), _days),
    ("units", re.compile(r"[NO](?:[-,p]{1,2}[NO]){0,5}q"), _units),
    ("month-parts", re.compile(r"[NO](?:[-,]{1,2}[NO]){0,5}kM|M[:,]?[NO](?:[-,]{1,2}[NO]){0,5}k"), _month_parts),
    ("year-parts", re.compile(r"[NO]k[cgYP]"), _year_parts),
    ("months", re.compile(r"[MDES]"), _months),
    ("both-edges", re.compile(r"e,e(?:c?[YP]|[cgA])"), _both_edges),
    ("edges", re.compile(r"eA"), _edges),
    ("year-edges", re.compile(r"e(?:c?[YP]|[cg])"), _year_edges),
    ("dated", re.compile(r"A(?:[-,:]?(?:c:?)?(?:P|f|Y(?:,Y)*)|c)"), _dated),
    ("bare-years", re.compile(r"c?:?P|Y"), _bare_years),
)


def _two_digit_year(item: Item) -> Item:
    """«Апрель 22 - июнь 22»: a number after a month that is no day of it."""
    return replace(item, kind="Y", number=2000 + item.number) if isinstance(item, Token) and item.number >= 18 else item


# --- claims -----------------------------------------------------------------------------------------------------------

_SHAPES = re.compile(
    r"(?P<range>s{1,3}A,?[-pd]+A|A(?:[-pd]{1,3}A)+)|(?P<until>[pd]{1,3}A(?:,A)*(?:-A)?)|(?P<since>[sa]{1,3}A-?)|(?P<piece>A)"
)


def _claims(items: list[Item]) -> list[Claim]:
    found: list[Claim] = []
    for match in _SHAPES.finditer(_kinds(items)):
        group = items[match.start() : match.end()]
        pieces = [item for item in group if isinstance(item, Piece)]
        if match.lastgroup == "range":
            found.append(Claim(pieces[0], pieces[-1], _whole(group), "range"))
        elif match.lastgroup == "since":
            found.append(Claim(pieces[0], None, _whole(group), "since"))
        elif match.lastgroup == "until":
            found += _until(group, pieces)
        else:
            found.append(Claim(pieces[0], pieces[0], pieces[0].span, pieces[0].unit))
    return found


def _until(group: list[Item], pieces: list[Piece]) -> list[Claim]:
    """«до 1 апреля, 1 июля» is two limits; in «до 1 июня, сентябрь» the month stands for itself."""
    found = [Claim(None, pieces[0], (group[0].span[0], pieces[0].span[1]), "until")]
    if len(group) > 2 and group[-2] is not pieces[0] and isinstance(group[-2], Token) and group[-2].kind == "-":
        return [Claim(None, pieces[-1], _whole(group), "until")]
    for piece in pieces[1:]:
        until = piece.unit == "day" == pieces[0].unit
        found.append(Claim(None if until else piece, piece, piece.span, "until" if until else piece.unit))
    return found
