"""How a scanned page lies: its small turn, whether its lines run upwards, a photographed page's four corners."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.scanclean import Picture

_WIDEST = 7.0  # degrees
_STEPS = (0.5, 0.1, 0.02)
_LEAST_TURN = 0.04
_MOST_POINTS = 60_000
# The share of a photographed sheet along its sides that may show what lies below.
_RIM = 0.006
Points = npt.NDArray[np.float32]


def skew_of(ink: Picture) -> float:
    """Return by how many degrees (clockwise) a page must be turned to lie straight; 0 for an empty one.

    Args:
        ink: mask of the page's ink.
    """
    y, x = np.nonzero(_reduced(ink))
    if len(x) < 200:
        return 0.0
    if len(x) > _MOST_POINTS:
        keep = np.linspace(0, len(x) - 1, _MOST_POINTS).astype(int)
        y, x = y[keep], x[keep]
    best, width = 0.0, _WIDEST
    for step in _STEPS:
        angles = np.arange(best - width, best + width + step / 2, step)
        best = float(max(angles, key=lambda angle: (_sharpness(x, y, float(angle)), -abs(angle))))
        width = step
    return best if abs(best) >= _LEAST_TURN else 0.0


def _reduced(ink: Picture) -> Picture:
    """Return the upper edges of what is inked, small: straight lines of text and of tables have sharp ones."""
    scale = min(1000 / max(ink.shape), 1.0)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 100
    edges = small.copy()
    edges[1:] &= ~small[:-1]
    return np.asarray(edges, np.uint8)


def _sharpness(x: npt.NDArray[np.int_], y: npt.NDArray[np.int_], angle: float) -> float:
    """Return how sharply the points fall into rows when the page is turned by an angle."""
    tangent = np.tan(np.radians(angle))
    rows = (y - x * tangent + 2_000).astype(np.int64)
    return float(np.sum(np.bincount(rows).astype(np.float64) ** 2))


def is_sideways(ink: Picture) -> bool:
    """Tell whether the lines of text run from bottom to top or from top to bottom."""
    level, upright = _stripes(ink), _stripes(np.ascontiguousarray(ink.T))
    return upright > 1.3 * level


def _stripes(ink: Picture) -> float:
    """Return how strongly letters string together in rows: the ink's share of rows that change at once."""
    scale = min(1200 / max(ink.shape), 1.0)
    small = np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 90, np.uint8)
    for side in ((60, 1), (1, 60)):
        small = small & ~cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones(side, np.uint8))
    # Letters are nearer to their neighbours in the line than to those above: joined over a letter's gap they are runs.
    runs = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    words = stats[1:]
    return float(sum(w for _, _, w, h, _ in words if w > 2.5 * h and h >= 4))


def straightened(picture: Picture, angle: float) -> Picture:
    """Turn a picture by a small angle (degrees, clockwise lines go up), its ground filled with its border's shade."""
    if not angle:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def page_corners(picture: Picture) -> Points | None:
    """Return the corners of a light sheet on a darker ground, clockwise from the upper left; None where there is none.

    A sheet counts only where it is plain: four straight sides, over a third of the picture, dark around it.
    """
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    scale = 600 / max(grey.shape)
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 2)
    level, sheet = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    if np.mean(rim > level) > 0.5:
        return None
    sheet = cv2.morphologyEx(sheet, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    outlines, _ = cv2.findContours(sheet, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < 0.35 * small.size:
        return None
    hull = cv2.convexHull(largest)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(corners) != 4 or cv2.contourArea(corners) < 0.93 * cv2.contourArea(hull):
        return None
    return _ordered(corners.astype(np.float32) / np.float32(scale))


def _ordered(corners: Points) -> Points:
    along, across = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    picked = [np.argmin(along), np.argmin(across), np.argmax(along), np.argmax(across)]
    return np.asarray(corners[picked], np.float32)


def unbent(picture: Picture, corners: Points) -> Picture:
    """Return a photographed sheet as seen from straight above."""
    a, b, c, d = corners
    width = int(max(np.linalg.norm(b - a), np.linalg.norm(c - d)))
    height = int(max(np.linalg.norm(d - a), np.linalg.norm(c - b)))
    wanted = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, wanted)
    flat = np.asarray(cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC), np.uint8)
    rim = max(round(_RIM * max(width, height)), 1)
    return np.ascontiguousarray(flat[rim:-rim, rim:-rim])
