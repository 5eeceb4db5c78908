"""Specks of dirt among the letters of a scanned page: told from full stops, accents and bullets by size and place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nlp.read.scanclean import Picture, wiped
from nlp.read.scanlayout import Boxes, letter_height
from nlp.read.scanparts import Flags, chosen, parts_of

# All measures below are shares of a letter's height.
_SMALL = 0.32  # larger marks are letters, dashes, bullets, commas
_LETTER = 0.5
_PART = 0.08  # what is so near a letter is a piece of it
_BEHIND = 0.7  # a full stop stands no further behind its letter
_LEVEL = 0.22  # and so near the foot of the line
_DESCENT = 0.55
_ABOVE = 0.5
_APART = 0.9  # two dots of one sign: of a colon, of «ё», of an ellipsis
_COMMA, _COLON = 0.8, 1.2
_STEM = 0.4  # a letter as thin as «i»
# Share of the page's usual full stop below which a mark is none, and how many stops tell what is usual.
_OF_STOP, _STOPS = 0.55, 8
_TINY = 0.13
# A page with so many small marks to a letter is faded: they are pieces of letters.
_FADED = 1.0
_MOST = 4_000


def without_strays(grey: Picture, ink: Picture, dpi: float) -> tuple[Picture, npt.NDArray[np.int32]]:
    """Paint over small marks that stand where no full stop, accent or colon stands, or are smaller than those here.

    Args:
        grey: the page without ruling lines.
        ink: mask of its ink.
        dpi: dots to the inch.

    Returns:
        The page without them, and x, y, width, height and pixels of each part of the ink that stays.
    """
    parts = parts_of(ink)
    stats = parts.stats
    boxes = np.concatenate([stats[:, :2], stats[:, :2] + stats[:, 2:4]], axis=1).astype(np.int32)
    letter = letter_height(boxes[1:], dpi)
    longer = np.maximum(stats[:, 2], stats[:, 3])
    small = np.flatnonzero(longer < _SMALL * letter)
    letters = boxes[(stats[:, 3] > _LETTER * letter) & (stats[:, 3] < 3 * letter) & (stats[:, 2] < 6 * letter)]
    if not len(small) or not len(letters) or len(small) > min(_FADED * len(letters), _MOST):
        return grey, stats[1:]
    strays = np.zeros(len(stats), bool)
    commas = boxes[(longer >= _SMALL * letter) & (stats[:, 3] < _COMMA * letter) & (stats[:, 2] < _STEM * letter)]
    strays[small] = _are_strays(boxes[small], letters, commas, letter)
    stays = stats[1:][~strays[1:]]
    return wiped(grey, chosen(parts, strays), ink) if strays.any() else grey, stays


def _are_strays(small: Boxes, letters: Boxes, commas: Boxes, letter: float) -> Flags:
    """Tell which of the small marks are dirt.

    Args:
        small: boxes of the small marks.
        letters: boxes of the letters.
        commas: boxes of what may be one.
        letter: the usual height of one.
    """
    stops, accents, parts = _by_letters(small / letter, letters / letter)
    longer = np.maximum(small[:, 2] - small[:, 0], small[:, 3] - small[:, 1])
    usual = float(np.median(longer[stops])) if np.count_nonzero(stops) >= _STOPS else 0.0
    tiny = longer < max(_TINY * letter, _OF_STOP * usual)
    signs = small / letter
    stops &= ~tiny
    stops |= _beside(signs, stops) & ~tiny
    stops |= _over(signs, np.concatenate([signs[stops], commas / letter])) & ~tiny
    return np.asarray(~(stops | accents | parts), np.bool_)


def _by_letters(small: npt.NDArray[np.float64], letters: npt.NDArray[np.float64]) -> tuple[Flags, Flags, Flags]:
    """Tell which marks stand as full stops behind a letter, which as accents over one, which belong to one."""
    stops, accents, parts = (np.zeros(len(small), bool) for _ in range(3))
    x0, y0, x1, y1 = letters.T
    descends = np.where(y1 - y0 > 1.1, _DESCENT, _LEVEL)
    for k, (left, top, right, bottom) in enumerate(small.tolist()):
        behind = (x1 - 0.15 <= left) & (left <= x1 + _BEHIND)
        stops[k] = bool(np.any(behind & (bottom <= y1 + _LEVEL) & (bottom >= y1 - descends)))
        middle = (left + right) / 2
        over = (x0 - 0.05 <= middle) & (middle <= x1 + 0.05) & (bottom <= y0 + 0.05) & (bottom >= y0 - _ABOVE)
        if over.any():
            wide = right - left > 1.5 * (bottom - top)
            accents[k] = wide or bool(np.any(over & (x1 - x0 < _STEM))) or _has_twin(small, k)
        across = np.maximum(np.maximum(x0 - right, left - x1), 0)
        down = np.maximum(np.maximum(y0 - bottom, top - y1), 0)
        parts[k] = bool(np.any((across <= _PART) & (down <= _PART)))
    return stops, accents, parts


def _has_twin(small: npt.NDArray[np.float64], k: int) -> bool:
    """Tell whether a mark has another at its height, as the dots of «ё» have."""
    level = np.abs(small[:, 1] - small[k, 1]) < 0.15
    apart = np.abs(small[:, 0] - small[k, 0])
    return bool(np.any(level & (apart > 0) & (apart < _APART)))


def _beside(small: npt.NDArray[np.float64], stops: Flags) -> Flags:
    """Tell which marks follow a full stop at its height, as in an ellipsis."""
    found = np.zeros(len(small), bool)
    order = np.argsort(small[:, 0], kind="stable")
    for k in order.tolist():
        near = (small[k, 0] > small[:, 0]) & (small[k, 0] - small[:, 2] < _APART)
        found[k] = bool(np.any(near & (stops | found) & (np.abs(small[:, 3] - small[k, 3]) < 0.15)))
    return found


def _over(small: npt.NDArray[np.float64], feet: npt.NDArray[np.float64]) -> Flags:
    """Tell which marks stand right over a full stop or comma, as in a colon."""
    found = np.zeros(len(small), bool)
    for k in range(len(small)):
        aligned = np.abs(feet[:, 2] - small[k, 2]) < 0.2
        rise = feet[:, 3] - small[k, 3]
        found[k] = bool(np.any(aligned & (rise > 0.2) & (rise < _COLON)))
    return found
