"""The column of item numbers on a scanned page: a number read badly is told by those above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine

_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)]?$")
_STROKES = re.compile(r"^(I{1,2})([.)]?)$")
_SIGNS = re.compile(r"^[-–—.,:;*'‘’\"|]+(?=\d)|(?<=[\d.)])[-–—,:;*'‘’\"|]+$")
_LEAST = 3


def with_numbers(lines: Sequence[ReadLine], areas: Sequence[Area]) -> list[ReadLine]:
    """Return the lines; in a column of numbers «II» is 11, «-2.1.» is 2.1., and «34» behind 3.3 is 3.4."""
    alone = Counter(line.area for line in lines)
    single = [i for i, x in enumerate(lines) if alone[x.area] == len(x.words) == 1]
    put: dict[int, str] = {}
    for column in _columns(single, lines, areas):
        texts = [lines[i].words[0].text for i in column]
        put |= {i: text for i, text, was in zip(column, _put_right(texts), texts, strict=True) if text != was}
    return [
        ReadLine(x.area, x.size, (x.words[0]._replace(text=put[i]),)) if i in put else x for i, x in enumerate(lines)
    ]


def _columns(single: Sequence[int], lines: Sequence[ReadLine], areas: Sequence[Area]) -> list[list[int]]:
    """Group the lone words that may be numbers by where they begin, each group from top to bottom."""
    columns: list[list[int]] = []
    for i in sorted(single, key=lambda i: (areas[lines[i].area].y0, areas[lines[i].area].x0)):
        word = lines[i].words[0]
        if not _may_be(word.text):
            continue
        middle, reach = (word.x0 + word.x1) / 2, 2.0 * max(word.y1 - word.y0, 10)
        for column in columns:
            last = lines[column[-1]].words[0]
            if abs((last.x0 + last.x1) / 2 - middle) < reach:
                column.append(i)
                break
        else:
            columns.append([i])
    return [c for c in columns if sum(bool(_NUMBER.match(lines[i].words[0].text)) for i in c) >= _LEAST]


def _may_be(text: str) -> bool:
    return bool(_NUMBER.match(_SIGNS.sub("", text)) or _STROKES.match(text))


def _put_right(texts: Sequence[str]) -> list[str]:
    """Return the numbers of one column, from top to bottom."""
    n_numbers = sum(bool(_NUMBER.match(text)) for text in texts)
    out: list[str] = []
    for k, text in enumerate(texts):
        strokes = _STROKES.match(text)
        if strokes:
            figure = "1" * len(strokes[1]) + strokes[2]
            expected = _levels(out[-1] if out else "0")
            new = figure if 2 * n_numbers > len(texts) and _follows(expected, _levels(figure)) else text
        else:
            new = _SIGNS.sub("", text)
            after = texts[k + 1] if k + 1 < len(texts) else ""
            new = _dotted(out[-1] if out else "", new, after) or new
        out.append(new)
    return out


def _dotted(before: str, text: str, after: str) -> str | None:
    """«34» between 3.3 and 4.1 is 3.4; None where nothing says so."""
    above = _levels(before)
    if len(above) != 2 or not text.isdecimal() or len(text) < 2 or len(_levels(after)) == 1:
        return None
    wanted = (above[0], above[1] + 1), (above[0] + 1, 1)
    return next((f"{a}.{b}" for a, b in wanted if f"{a}{b}" == text), None)


def _levels(text: str) -> tuple[int, ...]:
    return tuple(int(p) for p in re.findall(r"\d+", text))


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    return bool(before) and len(before) == len(after) == 1 and after[0] == before[0] + 1
