"""Item numbers: reading them off a text, their order, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.domain import Notice
from nlp.text import fold

_PREFIX = re.compile(
    r"^(?P<number>\d{1,3}(?:\.\d{1,3}){1,3}\.?\)?(?!-)|1?\d{1,3}[.)]\)?|[IVXІХ]{1,6}[.)])\s*(?=[^\d\s.,%)])(?!(?:год|г\.|класс|%|час))",
    re.U,
)
_ORDINAL_BEHIND = re.compile(r"^(?P<number>\d{1,3}\.)(?=\d{1,2}-(?:й|я|е|го|м|х)\b)")
# A lone line that says something: a finite verb or a second sentence before its full stop.
_SENTENCE = re.compile(r"^(?!\d).{20,}(?:(?:[аяуе]ет|[аяуе]ют)(?:ся)?\b|[ия]тся\b|[а-яё]{3,}\. [А-ЯЁ]).{20,}\.$", re.S)
_ROMAN = {"I": 1, "V": 5, "X": 10, "І": 1, "Х": 10}


def split_number(text: str) -> tuple[str | None, str]:
    """Split a glued item number off a text: «1.2.Анализ…» → («1.2.», «Анализ…»).

    Dates, years, class numbers and percentages stay in the text.
    """
    found = _ORDINAL_BEHIND.match(text) or _PREFIX.match(text)
    if not found:
        return None, text
    return found["number"], text[found.end() :].strip()


def parts(number: str | None) -> tuple[int, ...]:
    """Return a number's levels: «2.10.» → (2, 10), «8-9» → (8, 9), «IV» → (4,); () for what is no number."""
    core = re.sub(r"[^\dIVXІХ.]", "", re.sub(r"(?<=\d)[,/–-](?=\d)", ".", (number or "").strip())).strip(".")
    if not core:
        return ()
    if core[0] in _ROMAN:
        return (_roman(core),)
    return tuple(int(p) for p in core.split(".") if p.isdigit() and len(p) < 10)


def is_roman(number: str | None) -> bool:
    """Tell whether the number is written in Roman numerals."""
    return bool(number) and (number or "").strip(" .)")[:1] in _ROMAN


def _roman(text: str) -> int:
    values = [_ROMAN.get(c, 0) for c in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def follows(previous: str | None, number: str | None) -> bool:
    """Tell whether `number` is the next item after `previous`: 2 → 3, 1.4 → 1.5, 1.9 → 2.1, 2 → 2.1."""
    a, b = parts(previous), parts(number)
    if not a or not b:
        return False
    return b in {(*a[:-1], a[-1] + 1), (*a, 1), (a[0] + 1,), (a[0] + 1, 1)}


def numbering_notices(numbers: Sequence[str | None], sections: Sequence[object] = ()) -> tuple[tuple[int, Notice], ...]:
    """Return the faults of a plan's numbering with the index of the row they stand at.

    `sections` holds the section of each row where the plan has them: in a new one the count may begin anew.

    Kinds: `no-number` (a row without a number among numbered ones), `number-repeated`, `number-gap`,
    `number-misprint`.
    """
    n_numbered = sum(bool(parts(n)) for n in numbers)
    if n_numbered * 2 < len(numbers):
        return ()
    found: list[tuple[int, Notice]] = []
    previous: tuple[int, ...] = ()
    seen: set[tuple[int, ...]] = set()
    for i, number in enumerate(numbers):
        own = parts(number)
        if not own:
            found.append((i, Notice(kind="no-number", detail="У строки нет номера.")))
            continue
        anew = own == (1,) and len(sections) > i > 0 and sections[i] != sections[i - 1]
        if (own == previous and not anew) or (own in seen and len(own) > 1):
            found.append((i, Notice(kind="number-repeated", detail=f"Номер «{number}» повторяется.")))
        elif previous and len(own) == len(previous) and own[:-1] == previous[:-1] and own[-1] > previous[-1] + 1:
            gap = ".".join(map(str, (*own[:-1], previous[-1] + 1)))
            found.append((i, Notice(kind="number-gap", detail=f"Перед номером «{number}» пропущен номер {gap}.")))
        elif len(previous) == 2 and len(own) == 1 and own[0] >= 10 and str(own[0]).startswith(str(previous[0])):
            found.append((i, Notice(kind="number-misprint", detail=f"Номер «{number}», вероятно, опечатка.")))
            own = (previous[0], previous[1] + 1)
        seen.add(own)
        previous = own
    return tuple(found)


def is_heading_like(text: str) -> bool:
    """Tell whether a lone line can head a section: short, no sentence, no page number, no label."""
    folded = fold(text).strip()
    if not folded or len(text) > 260 or not any(c.isalpha() for c in folded) or _SENTENCE.match(text.rstrip()):
        return False
    return not re.match(
        r"(?:приложение\b|страница\b|стр\.|примечани|утвержд|согласован|к приказу|от \d|исп[.:]|\*|\d+$)", folded
    )
