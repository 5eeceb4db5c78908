"""Page numbers and running heads: lines that stand at one place on most pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.read.pdflines import Line

# The share of a page's height, at its top and bottom, in which furniture stands.
_ZONE = 0.13
_MARGIN = 56.0  # points: 2 cm
# A running head stands on at least this share of the pages; on two pages only where both show the same.
_MOST = 0.6
_PLACE = 4.0
_PAGE_NUMBER = re.compile(
    r"^(?:(?:стр(?:аница)?|лист|с)\.?\s*)?[-–—\s]*\d{1,3}[-–—\s]*(?:(?:из|/)\s*\d{1,3})?[-–—\s]*$", re.I
)
_NUMBERS = re.compile(r"\d+")
_NEVER = re.compile(r"^(?:приложени|утвержд|согласован)", re.I)


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """Return the lines of each page without page numbers and running heads.

    Args:
        pages: height and lines of each page, those outside tables.
    """
    places: dict[tuple[str, int], dict[int, Line]] = {}
    for number, (height, lines) in enumerate(pages):
        for line in lines:
            if _in_zone(line, height) if len(pages) > 2 else _in_margin(line, height):
                for place in (round(line.base / _PLACE), round((height - line.base) / _PLACE) - 100_000):
                    places.setdefault((_NUMBERS.sub("#", line.text), place), {}).setdefault(number, line)
    dropped = {id(line) for found in places.values() if _repeats(found, len(pages)) for line in found.values()}
    return [
        [line for i, line in enumerate(lines) if id(line) not in dropped and not _is_number(lines, i, height)]
        for height, lines in pages
    ]


def _in_zone(line: Line, height: float) -> bool:
    return line.base < _ZONE * height or line.base > (1 - _ZONE) * height


def _in_margin(line: Line, height: float) -> bool:
    """Tell whether a line stands where no body text begins: on two pages titles may stand at one place too."""
    return line.base < _MARGIN or line.base > height - _MARGIN


def _repeats(found: dict[int, Line], n_pages: int) -> bool:
    texts = {line.text for line in found.values()}
    if len(found) < 2 or len(found) < _MOST * n_pages - 1:
        return False
    if len(texts) == 1:
        return len(found) >= 3 or not _NEVER.match(next(iter(texts)))
    # «Страница 2 из 9», «Дорожная карта · 2»: a number that grows with the pages; years do not count pages.
    series = [{int(n) - page for n in _NUMBERS.findall(line.text) if len(n) <= 3} for page, line in found.items()]
    return bool(set.intersection(*series)) and len(found) >= min(3, n_pages)


def _is_number(lines: Sequence[Line], index: int, height: float) -> bool:
    """Tell whether a page's first or last line is its number."""
    line = lines[index]
    return index in (0, len(lines) - 1) and _in_zone(line, height) and bool(_PAGE_NUMBER.match(line.text))
