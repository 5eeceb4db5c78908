"""Signs among the words of a recognised area: those that no Russian text holds where they stand are dirt or misread."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.read.scandates import before_year, dated, joins
from nlp.read.scanocr import Word
from nlp.text import is_known

# Russian print has none of these; a scan's dirt is read as them.
_ODD = "‘’‚´`'›‹^~\\"
_QUOTES = '"“”„'
_ODD_EDGE = re.compile(rf"^[{re.escape(_ODD)}]+(?=[«(]?\w)|(?<=[\w.,;:»)])[{re.escape(_ODD)}]+$")
_ODD_INSIDE = re.compile(rf"(?<=[а-яё\d»,])[{re.escape(_ODD + _QUOTES)}]+(?=[а-яё\d«])", re.I)
_LATIN = re.compile(r"[A-Za-z]")
_TWO_STOPS = re.compile(r"(?<=[^.])\.\.(?=[,;]|$)")
_STOP = re.compile(r"^([А-ЯЁ]?[а-яё]{6,}|[ВвИиСсКкОоУу])\.$")
_STOP_INSIDE = re.compile(r"(?<![А-Яа-яёЁ.])([А-ЯЁ]?[а-яё]{4,})\.([а-яё]{5,}|[вкосуи])$")
_PREPOSITION = re.compile(r"^(?:([вксоу])[-/.]([а-яё]{4,})|([а-яё]{4,})[-/.]([вксоу]))$")
_SMALL_WORD = re.compile(r"^[а-яё]{4,}")
_ENDS = re.compile(r"[.,:;]$")
# Signs that end no cell which has other words, and those that do not stand alone inside a text.
_NO_END = re.compile(r"^(?:[-–—*•=_'\"“”„‘’‚`´>/\\|]|[.,:;])$")
_NO_MIDDLE = re.compile(r"^(?:[*.'\"“”„‘’‚`´])$")
_ITEM = re.compile(r"^[«*°](?=[а-яё]{3,})")
_BEFORE_ITEM = (":", ";")
# Marks of a list, «а) … 6) … в)»: what the letters and figures of one may be read as.
_MARK = re.compile(r"^([а-иА-И]|[ЗзОо]|\d{1,2})(?=\)(?:$|[^)]))")
_LETTERS = "абвгдежзи"
_MISREAD = {"6": "б", "3": "з", "8": "в", "З": "з", "В": "в", "Б": "б"}
_FIGURES = {"З": "3", "з": "3", "б": "6", "В": "8", "в": "8"}
_HEADER_SIGNS = re.compile(r"[пшнилтцПШНИЛТЦI1/\\|.]{1,5}")
_UNSURE = 80.0

Rows = list[list[Word]]


def with_signs(rows: Sequence[Sequence[Word]], *, in_table: bool) -> Rows:
    """Return the lines of one area with signs put right; a word that vanishes is gone, a line may be left empty.

    Args:
        rows: the words of each line, from top to bottom.
        in_table: whether the area is a cell, whose end is the end of a text.
    """
    out = [[_mended(w) for w in row] for row in rows]
    header = _item_number(out)
    if header is not None:
        return header
    out = _marked(_items(out))
    begins = [row[0].text if row else "" for row in out]
    out = [_without_lone(row, below) for row, below in zip(out, [*begins[1:], ""], strict=True)]
    out = [_joined(row) for row in out]
    if in_table:
        _cut_end(out)
    return out


def _mended(word: Word) -> Word:
    text = _TWO_STOPS.sub(".", word.text)
    if not _LATIN.search(text):
        text = _ODD_EDGE.sub("", text)
        text = _ODD_INSIDE.sub(lambda sign: _between(text, sign), text)
        text = _STOP_INSIDE.sub(_apart, _parted(text))
        text = dated(text)
    return word if text == word.text else word._replace(text=text)


def _between(text: str, sign: re.Match[str]) -> str:
    """Return what stands instead of a sign inside a word: a blank between two words, nothing inside one."""
    left, right = re.split(r"\W", text[: sign.start()])[-1], re.split(r"\W", text[sign.end() :])[0]
    return "" if left.isalpha() and right.isalpha() and is_known(left + right) else " "


def _parted(text: str) -> str:
    """«с-учётом» → «с учётом»: no preposition is joined to its word."""
    found = _PREPOSITION.match(text)
    if not found:
        return text
    left, right = found[1] or found[3], found[2] or found[4]
    return f"{left} {right}" if is_known(left if found[3] else right) else text


def _apart(found: re.Match[str]) -> str:
    """«молодыми.специалистами» → «молодыми специалистами»: no sentence begins with a small letter."""
    known = is_known(found[1].lower()) and (len(found[2]) == 1 or is_known(found[2]))
    return f"{found[1]} {found[2]}" if known else found[0]


def _item_number(rows: Rows) -> Rows | None:
    """«№» with «п/» and «II» under it is «№ п/п»; None for any other area."""
    words = [w for row in rows for w in row]
    if len(words) < 2 or words[0].text != "№" or len(words) > 4:
        return None
    rest = "".join(w.text for w in words[1:])
    if not _HEADER_SIGNS.fullmatch(rest) or rest.isdecimal():
        return None
    put = words[1]._replace(text="п/п")
    return [[w if w is not words[1] else put for w in row if w in words[:2]] for row in rows]


def _items(rows: Rows) -> Rows:
    """«анкетирование; «посещение → • …: a bullet before a small letter is read as a quote that nothing closes."""
    out: Rows = []
    for k, row in enumerate(rows):
        above = rows[k - 1][-1].text if k and rows[k - 1] else ""
        closed = any("»" in w.text for line in rows[k : k + 3] for w in line)
        begins = bool(row) and above.endswith(_BEFORE_ITEM) and not closed and _ITEM.match(row[0].text)
        out.append([row[0]._replace(text=_ITEM.sub("•", row[0].text)), *row[1:]] if begins else row)
    return out


def _marked(rows: Rows) -> Rows:
    """«а) … 6) … в)» → «а) … б) … в)», «2) … З)» → «2) … 3)»: a mark misread is told by the one before it."""
    out = [list(row) for row in rows]
    before = ""
    for row in out:
        for k, word in enumerate(row):
            found = _MARK.match(word.text)
            if found and not any("(" in w.text for w in row[max(k - 3, 0) : k]):
                before = _mark(found[1], before)
                row[k] = word._replace(text=before + word.text[found.end() :])
    return out


def _mark(read: str, before: str) -> str:
    """Return the mark of a list that stands behind another."""
    if before in _LETTERS[:-1] and before:
        wanted = _LETTERS[_LETTERS.index(before) + 1]
        return wanted if _MISREAD.get(read) == wanted else read
    return _FIGURES[read] if before.isdecimal() and _FIGURES.get(read) == str(int(before) + 1) else read


def _without_lone(row: Sequence[Word], below: str) -> list[Word]:
    """Drop signs that stand alone between words, and full stops in the middle of a sentence, which goes on below."""
    out: list[Word] = []
    for k, word in enumerate(row):
        after = row[k + 1].text if k + 1 < len(row) else ""
        if out and joins(out[-1].text, word.text):
            out[-1] = out[-1]._replace(text=f"{out[-1].text.rstrip('.')}.{word.text}", x1=word.x1)
            continue
        if out and after and _NO_MIDDLE.match(word.text) and (after[0].islower() or _ENDS.search(out[-1].text)):
            continue
        out.append(_without_stop(word._replace(text=before_year(word.text, after)), after or below))
    return out


def _without_stop(word: Word, after: str) -> Word:
    stop = _STOP.match(word.text)
    inside = stop and _SMALL_WORD.match(after) and is_known(stop[1].lower()) and is_known(after.rstrip(".,;:»)"))
    return word._replace(text=stop[1]) if stop and inside else word


def _joined(row: Sequence[Word]) -> list[Word]:
    """«Док ументы» → «Документы»: two halves that are no words, standing as near as letters."""
    out: list[Word] = []
    for word in row:
        last = out[-1] if out else None
        if last and _halves(last, word):
            out[-1] = last._replace(text=last.text + word.text, x1=word.x1, sure=min(last.sure, word.sure))
        else:
            out.append(word)
    return out


def _halves(left: Word, right: Word) -> bool:
    if not (left.text.isalpha() and right.text.isalpha() and right.text.islower() and len(right.text) > 1):
        return False
    near = right.x0 - left.x1 < 0.6 * (left.y1 - left.y0)
    return near and not is_known(left.text) and not is_known(right.text) and is_known(left.text + right.text)


def _cut_end(rows: Rows) -> None:
    """Drop the lone signs at the end of a cell that has words before them."""
    while sum(map(len, rows)) > 1:
        last = next(row for row in reversed(rows) if row)
        numero = last[-1].text == "№" and last[-1].sure < _UNSURE
        if not numero and not _NO_END.match(last[-1].text):
            break
        last.pop()
