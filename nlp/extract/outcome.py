"""What a measure promises: the cell of the expected result → indicators with comparator, value and unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from nlp.domain import Comparator, Indicator, Outcome, Span
from nlp.lexicon.quantities import NUMBER, unit_after, unit_before, value_of
from nlp.lexicon.uncounted import masked
from nlp.text import fold

_PLACE = r"(?:\s*,?\s*чем)?(?:\s+(?:на|у|в|во|до|по|с|со|от|для|из))?\s*[-:]?\s*$"
_AT_LEAST = (
    r"не\s?мене[ей]?|не\s?реже|не\s?ниже|не\s?меньше|не\s?хуже|(?:как\s+)?минимум|по меньшей мере|хотя бы|более|больше|свыше|выше"
    r"|превыша\w+|превысит|≥|>=|>|\bот"
)
_AT_MOST = r"не\s?более|не\s?выше|не\s?больше|не\s?превы\w+|максимум|менее|ниже|меньше|≤|<=|<|в пределах"
# Words right before the number; the longer reading («не более») is tried first.
_BEFORE: tuple[tuple[str, Comparator, re.Pattern[str]], ...] = (
    ("at most", "<=", re.compile(rf"(?<!\w)(?:{_AT_MOST}){_PLACE}")),
    ("at least", ">=", re.compile(rf"(?<!\w)(?:{_AT_LEAST}){_PLACE}")),
)
_NOT_LESS = re.compile(rf"(?<!\w)(?:не\s?мене[ей]?|не\s?ниже|не\s?меньше){_PLACE}")
# Words right after the number or its unit.
_AFTER: tuple[tuple[str, Comparator, re.Pattern[str]], ...] = (
    ("and more", ">=", re.compile(r"\s*(?:и|или)\s+(?:более|больше|выше)\b")),
    ("higher by", "increase", re.compile(r"\s*(?:выше|больше)\b")),
    ("and less", "<=", re.compile(r"\s*(?:и|или)\s+(?:менее|меньше|ниже)\b")),
)
_GROWTH = re.compile(
    r"\b(?:увелич|рост\b|роста\b|ростом\b|возраст(?:ан|ет|ут)|возрос|вырос|повы(?:ш|с)(?!енн(?:ый|ого|ая|ой))"
    r"|прирост|улучш|расшир|прибав|пополн|положительн\w+ динамик)\w*"
)
# Whom one counts, not what grows: «доля школ с положительной динамикой не менее 60 %».
_QUALITY = re.compile(r"\b(?:с|показавш\w+|имеющ\w+|демонстриру\w+)\s+положительн\w+ динамик\w+")
_DECLINE = re.compile(r"\b(?:сниж|снизи|сокращ|сократ|уменьш|минимиз|убыл)\w*")
_CHANGE_BY = re.compile(
    r"(?<!\w)(?:(?:не\s)?(?:менее|более|ниже|меньше|больше)[,\s]+)?(?:чем\s+)?на(?:\s+(?:не\s+)?(?:менее|более))?\s*$"
)
_TIMES = re.compile(r"(?:^|\s)во?\s*$")
_CHANGE_TO = re.compile(r"(?:^|\s)до(?:\s+уровня)?\s*$")
_DIRECT = re.compile(
    r"(?:прирост\w*|\bрост\w*|динамик\w*|увеличени\w*)\s*(?:[-:]|составит|составил|не менее|не ниже|в)?\s*[-:]?\s*(?:в\s+)?$"
)
_RANGE = re.compile(
    rf"(?:(?<!\w)(с|со|от)\s+)?({NUMBER})((?:\s*%|\s+процент\w*|\s+[а-я]+){{0,2}})\s*(?:(?<=[\s%])до\s+|-\s*)({NUMBER})"
)
_OUT_OF = re.compile(rf"({NUMBER})\s+из\s+{NUMBER}")
_FULL = re.compile(r"\b(?:сто|100)\s?%?-?\s?процентн\w+")
# Words this far before a number still speak of it; a longer clause is a list.
_REACH = 400
_CLAUSE = re.compile(r"[;!?]|\.(?=\s+[А-ЯЁ«])")  # the full stop of «уч. г. на 5 %» ends nothing
_DRAWN_FROM = re.compile(r"(?<!\w)из(?:\s+(?:всех|этих))?\s*$")
_BASELINE = re.compile(r"(?<!\w)(?:с|со|от)\s*$")
_COUNTED = re.compile(r"(?:[-:=]|составит|составил\w*|составля\w+|равн\w+|равен)\s*$")


class _Reading(NamedTuple):
    comparator: Comparator
    start: int
    rule: str


_NO_TARGET = 1e12


class _Number(NamedTuple):
    """A number of the cell: where it starts (with the first end of a range) and ends, and the bounds of a range."""

    start: int
    end: int
    value: float
    low: float | None = None
    opening: str = ""


def _numbers(folded: str, hidden: tuple[Span, ...]) -> list[_Number]:
    """Return the numbers that may be targets, ranges as one."""
    found = [_Number(m.start(), m.end(), value_of(m.group(1))) for m in _OUT_OF.finditer(folded)]
    for match in _RANGE.finditer(folded):
        if match.group(1) or (not match.group(3).strip(" %") and "-" in match.group()[-12:]):
            if any(a < match.end(2) and match.start(2) < b and match.start(4) >= b for a, b in hidden):
                continue  # «2023 – 60 %»
            low, high = value_of(match.group(2)), value_of(match.group(4))
            found.append(_Number(match.start(), match.end(), high, low, match.group(1) or "-"))
    taken = _marked(len(folded), [(n.start, n.end) for n in found])
    for match in re.finditer(NUMBER, folded):
        if 1 not in taken[match.start() : match.end()]:
            found.append(_Number(match.start(), match.end(), value_of(match.group())))
    masks = _marked(len(folded), hidden)
    found = [n for n in found if max(n.value, n.low or 0.0) < _NO_TARGET]  # an account number, or digits without end
    return sorted(n for n in found if 1 not in masks[n.start : n.end])


def _marked(length: int, spans: Iterable[Span]) -> bytearray:
    """Return a 1 for every character inside a span: asking it costs the same however many spans there are."""
    marks = bytearray(length)
    for start, end in spans:
        marks[start:end] = b"\x01" * (end - start)
    return marks


def _clause_start(text: str, end: int) -> int:
    start = max(0, end - _REACH)
    stops = [m.end() for m in _CLAUSE.finditer(text, start, end + 2) if m.end() <= end]
    return stops[-1] if stops else start


def _direction(clause: str) -> Comparator | None:
    """Return what the nearest word of change before a number promises: growth is an increase, a decline a ceiling."""
    clause = _QUALITY.sub(lambda m: " " * len(m.group()), clause)
    growth = max((m.start() for m in _GROWTH.finditer(clause)), default=-1)
    decline = max((m.start() for m in _DECLINE.finditer(clause)), default=-1)
    if growth == decline:
        return None
    return "increase" if growth > decline else "<="


def _change(clause: str, after: str, number: _Number, start: int) -> _Reading | None:
    """Read «рост на 5 %», «с 60 до 70 %», «снижение до 3 %»; abstain where nothing changes."""
    direction = _direction(clause)
    if re.search(r"(?:^|\s)\+$", clause):
        return _Reading("increase", number.start - 1, "plus")
    if number.low is not None and number.opening != "-":
        falls = direction == "<=" or (direction is None and number.value < number.low)
        if number.opening == "от" and direction is None and not falls:
            return None
        return _Reading("<=" if falls else "increase", number.start, "from one to another")
    if direction is None:
        return None
    for rule, pattern in (("times", _TIMES), ("change by", _CHANGE_BY), ("change to", _CHANGE_TO), ("growth", _DIRECT)):
        match = pattern.search(clause)
        if match and (rule != "times" or after.lstrip().startswith("раз")):
            shift = len(match.group()) - len(match.group().lstrip())
            return _Reading(direction, start + match.start() + shift, rule)
    return None


def _bound(before: str, after: tuple[str, str], number: _Number, start: int) -> _Reading | None:
    """Read «не менее 2», «до 10 %», «80 % и более», «3-5»; abstain where the number stands bare.

    `before` begins at `start`; `after` is what follows the number and what follows its unit.
    """
    at_least = _NOT_LESS.search(before)
    if at_least:
        return _Reading(">=", start + at_least.start(), "at least")
    for rule, comparator, pattern in _BEFORE:
        match = pattern.search(before)
        if match:
            return _Reading(comparator, start + match.start(), rule)
    for rule, comparator, pattern in _AFTER:
        if any(pattern.match(piece) for piece in after):
            return _Reading(comparator, number.start, rule)
    match = _CHANGE_TO.search(before)
    if match:
        return _Reading("<=", number.start - len(match.group().lstrip()), "up to")
    if number.low is not None:
        return _Reading(">=", number.start, "range")
    return None


def _indicator(text: str, folded: str, number: _Number, floor: int) -> Indicator | None:
    """Build the indicator of one number, or abstain; `floor` is where the previous indicator ended."""
    start = _clause_start(text, number.start)
    clause = folded[start : number.start]
    unit = unit_after(text, number.end)
    end = unit.end if unit else number.end
    near = max(start, floor)
    after = (folded[number.end :], folded[end:])
    reading = _change(clause, after[0], number, start) or _bound(folded[near : number.start], after, number, near)
    if reading is None and _BASELINE.search(clause) and _direction(clause):
        return None  # «с 40 % в 2021 году до 60 %»: only the second number is promised
    if reading is None and floor > start and _DRAWN_FROM.search(clause):
        return None  # «24 педагога из 6 школ»: the schools say where the teachers come from
    if unit is None and reading is None and not _COUNTED.search(clause):
        return None
    if unit is not None and reading is None and not unit.agrees(number.value):
        return None  # «2 этап» is the second stage, not two
    low = number.low if reading is not None and reading.rule != "from one to another" else None
    reading = reading or _Reading("=", number.start, "bare number")
    return Indicator(
        comparator=reading.comparator,
        value=(number.value if low is None else low) * (unit.scale if unit else 1.0),
        unit=unit.name if unit else unit_before(text[start : number.start]),
        span=(max(reading.start, floor), end),
        rule=reading.rule,
    )


def _carried(previous: Indicator | None, found: Indicator, gap: str) -> Indicator:
    """Let «не менее» of «не менее 2 семинаров и 3 вебинаров» hold for the second number too."""
    joined = re.fullmatch(r"\s*(?:\w+\s+){0,3}?и\s*", gap)
    if previous is None or found.rule != "bare number" or previous.comparator not in {">=", "<="} or not joined:
        return found
    return found.model_copy(update={"comparator": previous.comparator, "rule": f"{previous.rule}, carried"})


@lru_cache(maxsize=50_000)
def outcome(text: str) -> Outcome:
    """Read one cell of expected results.

    Args:
        text: the cell, cleaned; an empty one gives no indicators.

    Returns:
        The indicators by place. A number without a unit counts only where words make it a target.
    """
    folded = fold(text)
    if not any(c.isdigit() for c in folded) and not re.search(NUMBER, folded) and not _FULL.search(folded):
        return Outcome(text=text)
    full = [(m.start(), m.end()) for m in _FULL.finditer(folded)]
    found: list[Indicator] = [
        Indicator(comparator="=", value=100.0, unit="%", span=s, rule="hundred per cent") for s in full
    ]
    previous: Indicator | None = None
    for number in _numbers(folded, (*masked(text), *full)):
        floor = previous.span[1] if previous else 0
        indicator = _indicator(text, folded, number, floor)
        if indicator is not None:
            previous = _carried(previous, indicator, folded[floor : number.start])
            found.append(previous)
    return Outcome(text=text, indicators=tuple(sorted(found, key=lambda i: i.span)))
