"""Roman numerals as they are drawn: upright strokes counted, and «V» and «X» told, in the picture of a scanned page."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.scanclean import Picture
from nlp.read.scanlayout import Area
from nlp.read.scanocr import Word

# Shares of a letter's height: what is lower is no capital, what is broader no single stroke (serifs included).
_CAPITAL = 0.7
_THIN, _BROAD = 0.6, 0.62
_HIGHER = 1.12
_FLAT = 1.6
_MOST_OF, _LITTLE_OF = 0.85, 0.3
# Bands, as shares of the height, in which strokes are counted: below the upper serif, in the middle, near the foot.
_BANDS = ((0.12, 0.28), (0.4, 0.6), (0.78, 0.95))
_ENDS = ((0.12, 0.28), (0.72, 0.88))
_LETTERS = {(1, 1, 1): "I", (2, 1, 1): "V", (2, 2, 1): "V", (2, 1, 2): "X"}

Ink = npt.NDArray[np.bool_]


class _Part(NamedTuple):
    """A connected part of the ink: where it begins, its size, and itself alone."""

    x: int
    width: int
    height: int
    ink: Ink


def n_strokes(grey: Picture, area: Area) -> int:
    """Count the upright strokes side by side in an area, 0 where anything else stands there."""
    ink = grey[area.y0 : area.y1, area.x0 : area.x1] < 128
    rows = np.nonzero(ink.any(axis=1))[0]
    if not len(rows):
        return 0
    top, height = int(rows[0]), int(rows[-1] - rows[0]) + 1
    band = ink[top + round(0.35 * height) : top + round(0.65 * height) + 1]
    widths = _widths(band.mean(axis=0) > 0.5)
    if not len(widths) or widths.max() > 0.4 * height:
        return 0
    ends = (ink[top + round(a * height) : top + round(b * height) + 1] for a, b in _ENDS)
    return len(widths) if all(_count(end) == len(widths) for end in ends) else 0  # of «V» two meet below


def drawn(grey: Picture, area: Area) -> str:
    """Return the numeral that stands in an area as its letters are drawn; empty where one of them is none of I, V, X."""
    ink = grey[area.y0 : area.y1, area.x0 : area.x1] < 128
    parts = _parts(ink, 0.0)
    highest = max((part.height for part in parts), default=0)
    if any(part.width > _FLAT * max(part.height, 0.1 * highest) for part in parts):
        return ""  # a dash: «I–II»
    found = [_letter(part.ink) for part in parts if part.height > _CAPITAL * highest]
    return "".join(found) if all(found) else ""


def swallowed(word: Word, left: int, grey: Picture) -> tuple[int, float, float] | None:
    """Count the upright strokes, high as capitals, with which a small word's ink begins; where they and the rest begin.

    Args:
        word: as it was read, with the strokes or without them.
        left: where its area begins.
        grey: the picture.
    """
    bottom = int(word.base) + 2
    top = max(int(word.y0 - 0.35 * (bottom - word.y0)), 0)  # a capital is higher than the word behind it
    ink = grey[top:bottom, left : int(word.x1)] < 128
    parts = [part for part in _parts(ink) if part.height > 0.4 * (bottom - top)]
    usual = sorted(part.height for part in parts)[len(parts) // 2] if parts else 0
    others = (k for k, part in enumerate(parts) if part.height < _HIGHER * usual or _letter(part.ink) != "I")
    found = next(others, 0)
    return (found, float(left + parts[0].x), float(left + parts[found].x)) if 0 < found < 4 else None


def drawn_pair(word: Word, grey: Picture) -> tuple[str, str] | None:
    """Return the numerals before and behind the small letter in a word, «II» and «IV» of «IIиIV»; None for other words."""
    ink = grey[int(word.y0) : int(word.y1) + 1, int(word.x0) : int(word.x1) + 1] < 128
    parts = _parts(ink)
    highest = max((part.height for part in parts), default=0)
    small = [k for k, part in enumerate(parts) if _HIGHER * part.height <= highest]
    if len(small) != 1:
        return None
    letters = [_letter(part.ink) for part in parts]
    before, behind = letters[: small[0]], letters[small[0] + 1 :]
    return ("".join(before), "".join(behind)) if before and all(before) and all(behind) else None


def capitals(word: Word, letters: str, grey: Picture) -> str:
    """Return the letters of a word in capitals with «П» and «И» as they are drawn: a bar above is that of «П».

    Args:
        word: as it was read.
        letters: its letters, without signs.
        grey: the picture.
    """
    ink = grey[max(int(word.y0), 0) : int(word.y1) + 1, max(int(word.x0), 0) : int(word.x1) + 1] < 128
    parts = _parts(ink, _CAPITAL)
    if len(parts) != len(letters):
        return letters
    return "".join(_barred(part.ink) or c if c in "ПИ" else c for c, part in zip(letters, parts, strict=True))


def _barred(ink: Ink) -> str:
    """Return «П» for two stems with a bar above, «И» for two stems without, empty for anything else."""
    height, width = ink.shape
    inner = ink[:, round(0.35 * width) : round(0.65 * width)]
    bar = inner[: max(round(0.16 * height), 1)].any(axis=0).mean()
    middle = inner[round(0.3 * height) : round(0.7 * height)].any(axis=0).mean()  # below may be serifs
    if bar > _MOST_OF and middle < _LITTLE_OF:
        return "П"
    return "И" if bar < _LITTLE_OF and middle > _MOST_OF else ""


def _letter(ink: Ink) -> str:
    """Return I, V or X, empty for any other shape."""
    height, width = ink.shape
    upper, middle, lower = (
        _count(ink[round(a * height) : max(round(b * height), round(a * height) + 1)]) for a, b in _BANDS
    )
    letter = _LETTERS.get((upper, middle, lower), "")
    if letter == "I":
        widths = _widths(ink[round(0.35 * height) : round(0.65 * height) + 1].mean(axis=0) > 0.5)
        return letter if width <= _THIN * height and len(widths) == 1 and widths[0] <= 0.4 * height else ""
    return letter if width >= _BROAD * height else ""


def _count(band: Ink) -> int:
    """Return into how many pieces most rows of a band fall."""
    starts = band & ~np.pad(band, ((0, 0), (1, 0)))[:, :-1]
    return int(np.median(starts.sum(axis=1)))


def _widths(columns: Ink) -> npt.NDArray[np.int64]:
    edges = np.flatnonzero(np.diff(columns, prepend=False, append=False))
    return np.asarray(edges[1::2] - edges[::2], np.int64)


def _parts(ink: Ink, least: float = 0.4) -> list[_Part]:
    """Return the connected parts from left to right, but for those lower than a share of the highest."""
    if not ink.size:
        return []
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    highest = max(stats[1:, 3].tolist(), default=0)
    found = [
        _Part(x, w, h, np.asarray(labels[y : y + h, x : x + w] == k, np.bool_))
        for k, (x, y, w, h, _) in enumerate(stats.tolist())
        if k and h > least * highest
    ]
    return sorted(found, key=lambda part: part.x)
