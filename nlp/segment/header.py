"""Recognising header rows and giving columns their roles by header words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.domain import Row
from nlp.lexicon.date_words import MONTH_NAMES
from nlp.lexicon.hints import is_deadline_like, is_number
from nlp.segment.header_words import HEADER_WORDS, MONTH_CELL, MONTHS, SUBHEADER
from nlp.segment.layout import ROLES, Layout, spanned
from nlp.segment.numbering import split_number
from nlp.text import clean, fold

_QUARTER = re.compile(r"^(i{1,3}|iv|[1-4])[- ]?(?:й |ый |ой )?кв")
_YEAR = re.compile(r"^20\d\d\s*(?:г\.?|год\w*)?$")  # a column of values: «2023 год»
_MONTH_DIGITS = re.compile(r"(?:0[1-9]|1[0-2])$")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def calendar_columns(titles: Sequence[str]) -> dict[int, str]:
    """Return the narrow columns that stand for months or quarters, with the words they stand for.

    Numerals stand for months only in a run of at least six: «IX X XI XII I II …», «09 10 11 12 01 02 …».
    """
    folded = [fold(t).strip(" .") for t in titles]
    months = {i: MONTH_NAMES[m - 1] for i, t in enumerate(folded) if (m := month_of(t))}
    quarters = {i: f"{q[1].upper()} квартал" for i, t in enumerate(folded) if (q := _QUARTER.match(t))}
    romans = {i: MONTH_NAMES[_ROMANS.index(t)] for i, t in enumerate(folded) if t in _ROMANS}
    digits = {i: MONTH_NAMES[int(t) - 1] for i, t in enumerate(folded) if _MONTH_DIGITS.match(t)}
    for found, at_least in ((months, 3), (quarters, 2), (romans, 6), (digits, 6)):
        if len(found) >= at_least:
            return found
    return {}


def _year_columns(titles: Sequence[str], lowest: Sequence[str]) -> dict[int, str]:
    """Return the columns of single years that say when: under «Сроки», or beside executors where no column says it."""
    years = {i: f"{t[:4]} год" for i, t in enumerate(lowest) if _YEAR.match(fold(t))}
    weights = [header_weights(t) for t in titles]
    under = all("deadline" in weights[i] for i in years)
    others = {role for i, w in enumerate(weights) if i not in years for role in w}
    alone = {"text", "executors"} <= others and "deadline" not in others and not any(weights[i] for i in years)
    return years if len(years) >= 2 and (under or alone) else {}


def month_of(title: str) -> int | None:
    """Return the month a narrow column stands for: «янв.» → 1, «Май» → 5."""
    found = MONTH_CELL.match(fold(title).strip())
    if not found:
        return None
    return next(
        i for i, m in enumerate(MONTHS, 1) if found.group(0)[:3] == m[:3] or (m == "май" and found.group(0)[:2] == "ма")
    )


def header_weights(title: str) -> dict[str, float]:
    """Return the roles that a header text speaks for, with weights; {} for no header text."""
    text = re.sub(r"^(?!20\d\d\b)[\d.)\s]+(?=[а-я])", "", fold(title).strip(' ":.'))
    if not text or len(text) > 110:
        return {}
    weights: dict[str, float] = {}
    for role, pattern, weight, _ in HEADER_WORDS:
        if pattern.search(text):
            weights[role] = max(weights.get(role, 0.0), weight)
    return weights


def header_of(rows: Sequence[Row], width: int) -> tuple[Layout, int] | None:
    """Recognise a header that begins with rows[0].

    Returns:
        The layout and the number of header rows (1–3), or None when rows[0] is no header.
    """
    titles = spanned(rows[0], width)
    filled = [t for t in titles if t]
    weights = [header_weights(t) for t in titles]
    for i in calendar_columns(titles):
        weights[i] = {"when": 3.5}
    known = {max(w, key=lambda r: w[r]) for w in weights if w}
    # Real rows hold dates, numbers or long sentences; a header holds names of columns.
    if len(set(filled)) < 2 or (is_number(filled[0]) and not month_of(filled[0])):
        return None
    if split_number(filled[0])[0] and not split_number(filled[-1])[0]:  # «2. Проведение … | Школы | | Результаты …»
        return None
    n_known = sum(bool(w) for w in weights)
    if len(known - {"foreign", "extra"}) < 2 and not ("foreign" in known and n_known >= 2):
        return None
    strangers = [t for t, w in zip(titles, weights, strict=True) if t and not w and not _YEAR.match(fold(t))]
    if any(is_deadline_like(t) or t[0].islower() for t in strangers):
        return None
    if n_known * 2 < sum(not _YEAR.match(fold(t)) for t in filled) or max(map(len, filled)) > 160:
        return None
    n_rows = 1
    while n_rows < min(3, len(rows)) and _continues_header(rows[n_rows], width):
        below = spanned(rows[n_rows], width)
        titles = _combined(titles, below)
        n_rows += 1
    return Layout(_assign(titles, spanned(rows[n_rows - 1], width)), tuple(titles)), n_rows


def _combined(titles: Sequence[str], below: Sequence[str]) -> list[str]:
    """Put the second header row under the first; text files leave a spanning title in its first column."""
    combined: list[str] = []
    spanning = ""
    for title, own in zip(titles, below, strict=True):
        spanning = title if title and own and own != title else spanning if own and not title else ""
        combined.append(title if not own or own == title else f"{title or spanning} {own}".strip())
    return combined


def _continues_header(row: Row, width: int) -> bool:
    """Tell whether a row is the second row of a header: months, «начало | окончание», merged cells."""
    own = [c for c in row.cells if not c.continued and clean(c.text)]
    if not own or (len(own) == 1 and not any(c.continued for c in row.cells)):
        return False
    texts = [fold(clean(c.text)) for c in own]
    # «1 | Работа с педагогами» is the first section, not names of columns.
    if all(is_number(t) for t in texts) or (own[0].column == 0 and is_number(texts[0])):
        return False
    return all(len(t) <= 60 and (SUBHEADER.match(t) or month_of(t) or _is_header_word(t)) for t in texts) and (
        any(c.continued for c in row.cells) or len(own) < width
    )


def _is_header_word(text: str) -> bool:
    weights = header_weights(text)
    return bool(weights) and len(text.split()) <= 4


def _assign(titles: Sequence[str], lowest: Sequence[str]) -> tuple[str, ...]:
    """Give every column one role; of two columns with one role the stronger (then the first) keeps it."""
    roles: list[str] = ["extra"] * len(titles)
    best: dict[str, tuple[float, int]] = {}
    calendar = calendar_columns(lowest) or _year_columns(titles, lowest)
    for i, title in enumerate(titles):
        if i in calendar:
            roles[i] = f"when:{calendar[i]}"
            continue
        for role, weight in header_weights(title).items():
            if role in ROLES and weight > best.get(role, (0.0, 0))[0]:
                best[role] = (weight, i)
    for role, (weight, i) in sorted(best.items(), key=lambda kv: (-kv[1][0], kv[1][1])):
        if roles[i] == "extra":
            own = header_weights(titles[i])
            if max(own.get("extra", 0.0), own.get("foreign", 0.0)) <= weight:
                roles[i] = role
    for i, title in enumerate(titles):
        if roles[i] == "extra" and {"extra", "foreign"} & set(header_weights(title)):
            roles[i] = "aside"
    return tuple(_fill_in(roles, titles))


def _fill_in(roles: list[str], titles: Sequence[str]) -> list[str]:
    """Join two-part deadlines, name a section column and an unnamed number column."""
    for i in range(1, len(roles)):
        same_head = titles[i].split(" ")[0] == titles[i - 1].split(" ")[0]
        if roles[i] == "extra" and roles[i - 1] == "deadline" and same_head and titles[i]:
            roles[i] = "deadline"
        if (
            roles[i] == "extra"
            and roles[i - 1] == "executors"
            and fold(titles[i]).startswith(("соисполн", "исполн", "ответств"))
        ):
            roles[i] = "executors"
    if "number" not in roles and roles[0] == "extra" and not titles[0] and "text" in roles:
        roles[0] = "number"
    for i, title in enumerate(titles):
        if (
            roles[i] == "extra"
            and "text" in roles
            and i < roles.index("text")
            and re.match(r"(?:раздел|направлени|блок|этап|задач)", fold(title))
        ):
            roles[i] = "section"
    if "text" not in roles:
        for i, title in enumerate(titles):
            if roles[i] == "extra" and re.match(r"(?:направлени|этап|раздел|задач)", fold(title)):
                roles[i] = "text"
                break
    return roles
