"""Roman numerals on a scanned page: the Russian model has no Latin letters, so suspicious words are read once more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from nlp.read.scanclean import Picture
from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine, Word, read_areas

# What the Russian model makes of I, II, III, IV, V, VI, IX, X.
_SUSPECT = re.compile(r"^[|!lІIПШИГТУЦЧХVXЛНЕ]{1,6}(?:[-–—][|!lІIПШИГТУЦЧХVXЛНЕ]{1,6})?[.,):]?$")
_BEFORE_NOUN = re.compile(r"^(?:квартал|полугод|этап|четверт|кв\b|раздел|тур|триместр|очеред|блок|модул)", re.I)
_BEHIND_NOUN = re.compile(r"^(?:раздел|этап|направлен|блок|модул|част|глав|квартал|уров)", re.I)
_LIKE_I = str.maketrans("|!lІ1iХУ", "IIIIIIXV")
_ROMAN = re.compile(r"^(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})$")
_COUNTED = {"П": "II", "Ш": "III"}
# A cell's only word: «1» may be «I», «е)» is a badly read «3».
_LONE = re.compile(r"^(?:1|[а-яёА-ЯЁ])[.)\]]?$")
_FIGURE = re.compile(r"^[1-9]\d?[.)]?$")
# Where a page has other numerals, so do the headings «П. …» and «Ш. …».
_HEADS = frozenset(f"{letter}." for letter in _COUNTED)
_HEAD = re.compile(r"^(?:[12]|I{1,2})\.$")
_ONE = re.compile(r"^1\.?$")
_END = re.compile(r"[.,):]+$")
_DASH = re.compile(r"[-–—]")


def with_numerals(
    read_lines: Sequence[ReadLine], areas_read: Sequence[Area], grey: Picture, dpi: float
) -> list[ReadLine]:
    """Return the lines with the Roman numerals put right that stand where numerals stand.

    Args:
        read_lines: as the Russian model read them.
        areas_read: the areas that they are of.
        grey: the picture.
        dpi: dots to the inch.
    """
    lines = [*_with_missed(read_lines, areas_read, grey), *_unread(read_lines, areas_read)]
    found = list(_suspects(lines))
    if all(_ONE.match(_word(lines, place).text) for place in found):
        return list(read_lines)  # each start of the program costs a quarter of a page
    put = _without_lone_ones(dict(_told(lines, found, grey, dpi)), lines)
    if put:
        heads = {
            p: _COUNTED.get(_word(lines, p).text.removesuffix(".")) for p in found if _word(lines, p).text in _HEADS
        }
        put = {p: f"{text}." for p, text in heads.items() if text} | put
        put |= dict(_first_head(lines, put))
    out = [
        ReadLine(
            line.area,
            line.size,
            tuple(w._replace(text=put[i, k]) if (i, k) in put else w for k, w in enumerate(line.words)),
        )
        for i, line in enumerate(lines)
    ]
    return sorted((line for line in out if any(w.text for w in line.words)), key=lambda line: line.area)


def _told(
    lines: Sequence[ReadLine], found: Sequence[tuple[int, int]], grey: Picture, dpi: float
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the numerals that suspected words are when the English model reads them and their strokes are counted."""
    pad = round(0.03 * dpi)
    height, width = grey.shape
    areas = [
        Area(left, max(int(w.y0) - pad, 0), right, min(int(w.y1) + pad, height))
        for w, left, right in (_room(lines[i].words, k, (pad, width)) for i, k in found)
    ]
    read: dict[int, str] = {}
    for line in read_areas(grey, areas, dpi, "eng"):
        read[line.area] = read.get(line.area, "") + "".join(w.text for w in line.words)
    for n, (i, k) in enumerate(found):
        n_strokes = _n_strokes(grey, areas[n])
        text = numeral(lines[i].words[k].text, read.get(n, ""), n_strokes) or _before_noun(lines, (i, k), n_strokes)
        if text:
            yield (i, k), text


def _without_lone_ones(put: dict[tuple[int, int], str], lines: Sequence[ReadLine]) -> dict[tuple[int, int], str]:
    """Leave the figure 1, which looks like a numeral, where the page has no other numeral."""
    lone = {p for p in put if _ONE.match(_word(lines, p).text) and len(lines[p[0]].words) == 1}
    if any(_ROMAN.match(_END.sub("", text)) for p, text in put.items() if p not in lone):
        return put
    return {p: text for p, text in put.items() if p not in lone}


def _first_head(lines: Sequence[ReadLine], put: dict[tuple[int, int], str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the heading «1. …» as «I. …» where «II. …» is the next one of that kind."""
    heads = [
        i for i, line in enumerate(lines) if len(line.words) > 1 and _HEAD.match(put.get((i, 0), line.words[0].text))
    ]
    texts = [put.get((i, 0), lines[i].words[0].text) for i in heads]
    for k in range(len(heads) - 1):
        if texts[k] == "1." and texts[k + 1] == "II.":
            yield (heads[k], 0), "I."


def _with_missed(lines: Sequence[ReadLine], areas: Sequence[Area], grey: Picture) -> Iterator[ReadLine]:
    """Yield the lines; before «квартал» stands a numeral where the model saw none: strokes alone are no text to it."""
    for line in lines:
        first = line.words[0]
        strokes = _swallowed(first, areas[line.area].x0, grey) if _BEFORE_NOUN.match(first.text) else None
        if strokes is not None:
            n_strokes, begin, start = strokes
            missed = first._replace(text="I" * n_strokes, x0=begin, x1=start - 2, sure=50.0)
            yield ReadLine(line.area, line.size, (missed, first._replace(x0=start), *line.words[1:]))
        else:
            yield line


def _swallowed(word: Word, left: int, grey: Picture) -> tuple[int, float, float] | None:
    """Count the upright strokes, high as capitals, with which a small word's ink begins; where they and the rest begin."""
    bottom = int(word.base) + 2
    top = max(int(word.y0 - 0.35 * (bottom - word.y0)), 0)  # a capital is higher than the word behind it
    ink = (grey[top:bottom, left : int(word.x1)] < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    boxes = sorted((int(x), int(w), int(h)) for x, _, w, h, _ in stats[1:] if h > 0.4 * (bottom - top))
    usual = sorted(h for _, _, h in boxes)[len(boxes) // 2] if boxes else 0
    n_strokes = next((n for n, (_, w, h) in enumerate(boxes) if w > 0.35 * h or h < 1.12 * usual), 0)
    return (n_strokes, float(left + boxes[0][0]), float(left + boxes[n_strokes][0])) if 0 < n_strokes < 4 else None


def _unread(lines: Sequence[ReadLine], areas: Sequence[Area]) -> Iterator[ReadLine]:
    """Yield the small areas of which nothing came back as lines with an empty word."""
    seen = {line.area for line in lines}
    sizes = [line.size for line in lines] or [0.0]
    usual = sorted(sizes)[len(sizes) // 2]
    for k, area in enumerate(areas):
        if k not in seen and area.x1 - area.x0 < 4 * usual and area.y1 - area.y0 < 3 * usual:
            base = area.y1 - 0.3 * (area.y1 - area.y0)
            yield ReadLine(k, usual, (Word("", area.x0, area.y0, area.x1, area.y1, base, 50.0),))


def _room(words: Sequence[Word], k: int, sizes: tuple[int, int]) -> tuple[Word, int, int]:
    """Return a word with the room it has: of «II» the box may hold one stroke alone."""
    pad, width = sizes
    word, reach = words[k], words[k].y1 - words[k].y0
    left = max(word.x0 - reach, words[k - 1].x1 + 1 if k else 0, 0)
    right = min(word.x1 + reach, words[k + 1].x0 - 1 if k + 1 < len(words) else width, width)
    return word, int(min(left, max(word.x0 - pad, 0))), int(max(right, word.x0 + 1))


def _n_strokes(grey: Picture, area: Area) -> int:
    """Count the upright strokes side by side in an area, 0 where anything else stands there."""
    ink = grey[area.y0 : area.y1, area.x0 : area.x1] < 128
    rows = np.nonzero(ink.any(axis=1))[0]
    if not len(rows):
        return 0
    top, height = int(rows[0]), int(rows[-1] - rows[0]) + 1
    band = ink[top + round(0.35 * height) : top + round(0.65 * height) + 1]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (band.mean(axis=0) > 0.5).astype(np.int8), [0]))))
    widths = edges[1::2] - edges[::2]
    return len(widths) if len(widths) and widths.max() <= 0.4 * height else 0


def _next(lines: Sequence[ReadLine], i: int, k: int) -> str:
    words = lines[i].words
    if k + 1 < len(words):
        return words[k + 1].text
    return lines[i + 1].words[0].text if i + 1 < len(lines) and lines[i + 1].area == lines[i].area else ""


def _before_noun(lines: Sequence[ReadLine], place: tuple[int, int], n_strokes: int) -> str | None:
    """«П квартал», «|| этап»: strokes are numerals there, however the second model reads them."""
    i, k = place
    text = lines[i].words[k].text
    if not _BEFORE_NOUN.match(_next(lines, i, k)) or (_ONE.match(text) and n_strokes < 2):
        return None
    return "I" * n_strokes if 0 < n_strokes < 4 and len(text) <= n_strokes else _COUNTED.get(text)


def _word(lines: Sequence[ReadLine], place: tuple[int, int]) -> Word:
    return lines[place[0]].words[place[1]]


def _suspects(lines: Sequence[ReadLine]) -> Iterator[tuple[int, int]]:
    """Yield the places (line, word) of words that may be numerals and stand where numerals stand."""
    for i, line in enumerate(lines):
        texts = [w.text for w in line.words]
        for k, (before, text, after) in enumerate(zip(["", *texts], texts, [*texts[1:], ""], strict=False)):
            if (len(texts) == 1 and (not text or _LONE.match(text))) or (
                _ONE.match(text) and _BEFORE_NOUN.match(_next(lines, i, k))
            ):
                yield i, k
                continue
            if not _SUSPECT.match(text):
                continue
            begins = k == 0 and (i == 0 or lines[i - 1].area != line.area or text.endswith((".", ")")))
            if (
                begins
                or _BEFORE_NOUN.match(_next(lines, i, k))
                or _BEHIND_NOUN.match(before)
                or (after and _DASH.match(after))
            ):
                yield i, k


def numeral(russian: str, latin: str, n_strokes: int = 0) -> str | None:
    """Return the numeral that a word read with both models is, with its closing sign; None where it is none.

    «Ш.» read as «III.» is «III.», «И.» read as «W.» is no numeral.

    Args:
        russian: as the Russian model read it.
        latin: as the English one did.
        n_strokes: how many upright strokes stand there and nothing else; 0 where it is not known.
    """
    end = _END.search(russian)
    bare = _END.sub("", russian)
    if _ONE.match(russian) and not latin.startswith(("I", "|", "l")):
        return None
    if (not russian or _LONE.match(russian)) and _FIGURE.match(latin) and not russian[:1].isdecimal():
        return latin if latin[-1:] == "." else latin.rstrip(").")
    parts = [part.translate(_LIKE_I) for part in _DASH.split(_END.sub("", latin))]
    if len(parts) == 1 and set(parts[0]) == {"I"}:
        # Strokes that run together are counted better in the picture, or by the Russian letter they make.
        parts = ["I" * n_strokes if 0 < n_strokes < 4 else _COUNTED.get(bare, parts[0])]
    dash = _DASH.search(bare)
    russians = _DASH.split(bare)
    if len(parts) > 1 and len(russians) == len(parts):
        parts = [_COUNTED.get(r, x) if set(x) == {"I"} else x for r, x in zip(russians, parts, strict=True)]
    if not all(map(_ROMAN.match, parts)) or (len(parts) > 1 and dash is None):
        return None
    closing = end[0].replace(",", ".") if end else ""
    return (dash[0] if dash else "").join(parts) + closing
