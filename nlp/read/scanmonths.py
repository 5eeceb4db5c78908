"""The head of a month grid, «IX X XI XII I II …»: numerals read badly are told by their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine
from nlp.text import is_known

_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LIKE = str.maketrans("ХхХУхx|l1І", "XXXVXXIIII")
_LEAST = 4
_LONGEST = 5


def with_months(lines: Sequence[ReadLine], areas: Sequence[Area]) -> list[ReadLine]:
    """Return the lines with a row of neighbouring one-word cells made months where enough of them follow in order."""
    alone = Counter(line.area for line in lines)
    single = [i for i, x in enumerate(lines) if alone[x.area] == len(x.words) == 1 and _may_be(x.words[0].text)]
    single.sort(key=lambda i: areas[lines[i].area].x0)
    put: dict[int, str] = {}
    for row in _rows(single, lines, areas):
        values = [_value(lines[i].words[0].text) for i in row]
        offsets = Counter((value - k) % 12 for k, value in enumerate(values) if value is not None)
        offset, n_agreeing = offsets.most_common(1)[0] if offsets else (0, 0)
        if n_agreeing >= _LEAST and 3 * n_agreeing >= len(row) and len(row) <= len(_MONTHS):
            put |= {i: _MONTHS[(offset + k) % 12] for k, i in enumerate(row)}
    return [
        ReadLine(x.area, x.size, (x.words[0]._replace(text=put[i]),)) if i in put else x for i, x in enumerate(lines)
    ]


def _may_be(text: str) -> bool:
    return len(text) <= _LONGEST and (len(text) <= 2 or not is_known(text))


def _value(text: str) -> int | None:
    found = text.translate(_LIKE).strip(".,")
    return _MONTHS.index(found) if found in _MONTHS else None


def _rows(single: Sequence[int], lines: Sequence[ReadLine], areas: Sequence[Area]) -> list[list[int]]:
    """Group words that stand on one line, each near the one on its left."""
    rows: list[list[int]] = []
    for i in single:
        area, word = areas[lines[i].area], lines[i].words[0]
        for row in rows:
            other, last = areas[lines[row[-1]].area], lines[row[-1]].words[0]
            near = area.x0 - other.x1 < 4 * (word.y1 - word.y0 + 10) and area.x0 > other.x0
            if near and abs(word.base - last.base) < 0.5 * max(word.y1 - word.y0, last.y1 - last.y0, 10):
                row.append(i)
                break
        else:
            rows.append([i])
    return [row for row in rows if len(row) >= _LEAST]
