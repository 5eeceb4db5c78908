"""The picture of a scanned page → black on white: light evened out, coloured stamps taken away, noise smoothed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.scanparts import chosen, parts_of

Picture = npt.NDArray[np.uint8]
# Inches. The light is evened out over squares of this side; a stamp's outline is at least so large.
_LIGHT = 0.35
_STAMP = (0.55, 0.3)
_STAMP_LARGEST = 3.5
_SPECK = 0.0085
# Levels of grey: a pixel is coloured where its channels differ by more; what is lighter than _INK is no ink.
_COLOURED = 24
_INK = 190
# Mean difference of a paper's pixels from their neighbours above which it is smoothed.
_GRAINY = 0.6
# A picture that comes so near (share) to a size wanted by a whole number of pixels made one is as good; it is far faster.
_NEARLY = 0.1


def shrunk(picture: Picture, longest: float) -> Picture:
    """Return a picture, its pixels averaged, whose longer side has about so many pixels; a smaller one as it is."""
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    times = round(1 / scale)
    if abs(times * scale - 1) < _NEARLY and min(height, width) >= times:
        height, width = height // times, width // times
        whole, size = picture[: height * times, : width * times], (width, height)
        return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def flattened(picture: Picture, dpi: float) -> Picture:
    """Return a page in grey on an even white ground.

    Args:
        picture: grey, or BGR: then a coloured stamp over the text is taken away.
        dpi: dots to the inch.
    """
    grey = _grey(picture, dpi)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(int(_LIGHT * dpi / 4) | 1, 9)
    # Brightest of the surroundings: paper, also between the letters of bold print; then without steps.
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    ground = cv2.GaussianBlur(ground, (0, 0), side / 2)
    ground = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(ground, 40), scale=250)
    return without_specks(_smoothed(even), dpi)


def _smoothed(grey: Picture) -> Picture:
    """Smooth a noisy page; a clean one stays as sharp as it is."""
    level = noise_level(grey)
    if level < _GRAINY:
        return grey
    return np.asarray(cv2.bilateralFilter(grey, 5, 6 * level + 10, 1.5), np.uint8)


def without_specks(grey: Picture, dpi: float) -> Picture:
    """Paint over single dark dots, smaller than any full stop."""
    ink = _darker(grey, 150)
    parts = parts_of(ink)
    speck = parts.stats[:, 4] <= (_SPECK * dpi) ** 2
    speck[0] = False
    return wiped(grey, chosen(parts, speck), ink) if speck.any() else grey


def wiped(grey: Picture, dirt: Picture, ink: Picture) -> Picture:
    """Paint over some of the ink and its edges; what lies beside other ink is the edge of that.

    Args:
        grey: the page.
        dirt: mask of the ink to be painted over.
        ink: mask of all of it.
    """
    side = np.ones((3, 3), np.uint8)
    edges = cv2.dilate(cv2.subtract(ink, dirt), side)
    return np.asarray(cv2.bitwise_or(grey, cv2.subtract(cv2.dilate(dirt, side), edges)), np.uint8)


def _darker(grey: Picture, level: float) -> Picture:
    """Return a mask, 255 where a page is darker than a whole level."""
    return np.asarray(cv2.threshold(grey, level - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def noise_level(grey: Picture) -> float:
    """Return how far the paper's grey differs from place to place: 0 for a page that never was on paper."""
    rough = cv2.absdiff(grey, cv2.medianBlur(grey, 3))
    return cv2.mean(rough, cv2.compare(grey, 200.0, cv2.CMP_GT))[0]


def inked(grey: Picture) -> Picture:
    """Return a mask, 255 where a flattened page shows ink."""
    # Otsu's threshold separates paper from ink; on an almost empty page it would part paper from paper.
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return _darker(grey, min(max(level, 110), _INK))


def _grey(picture: Picture, dpi: float) -> Picture:
    if picture.ndim == 2:
        return picture
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    stamp = _stamps(picture, dpi)
    if stamp is None:
        return np.asarray(grey, np.uint8)
    # A stamp's ink is coloured and light in the channel of its own colour; black print below it is dark in all.
    lightest = picture.max(axis=2).astype(np.float32)
    spread = cv2.GaussianBlur(lightest - picture.min(axis=2), (0, 0), 0.7)
    share = np.clip((spread - 15) / 25, 0, 1) * np.clip((lightest - 90) / 60, 0, 1)
    return np.asarray(np.where(stamp, grey + (255 - grey) * share, grey), np.uint8)


def _stamps(picture: Picture, dpi: float) -> npt.NDArray[np.bool_] | None:
    """Return where coloured stamps lie; None for none. Coloured letters without an outline around are text."""
    small = shrunk(picture, max(picture.shape[:2]) * 100 / dpi)
    blue, green, red = cv2.split(small)
    lightest, darkest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    spread = cv2.GaussianBlur((lightest - darkest).astype(np.float32), (0, 0), 0.8)
    coloured = ((spread - float(np.median(spread)) > _COLOURED) * 255).astype(np.uint8)
    if not coloured.any():
        return None
    coloured = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    stats = parts_of(np.asarray(coloured, np.uint8)).stats
    mask = np.zeros(small.shape[:2], np.uint8)
    found = False
    for x, y, w, h, area in stats[1:]:
        longer, shorter = max(w, h) / 100, min(w, h) / 100
        if longer < _STAMP[0] or shorter < _STAMP[1] or longer > _STAMP_LARGEST or area > 0.75 * w * h:
            continue
        mask[max(y - 3, 0) : y + h + 3, max(x - 3, 0) : x + w + 3] = 1
        found = True
    if not found:
        return None
    size: Any = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST) > 0)
