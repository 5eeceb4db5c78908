"""How a scanned page lies: its small turn, whether its lines run upwards, a photographed page's four corners."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.scanclean import Picture, shrunk
from nlp.read.scanparts import parts_of

_WIDEST = 7.0  # degrees
_STEPS = (0.5, 0.1, 0.02)
_LEAST_TURN = 0.04
_MOST_POINTS = 60_000
# Pixels of the longer side at which a page shows how it lies, how far it is turned, and where a sheet of paper ends.
_LYING, _SKEWED, _SHEET = 1200, 1000, 600
# The share of a photographed sheet along its sides that may show what lies below.
_RIM = 0.006
Points = npt.NDArray[np.float32]
# 3 × 3, takes places of a picture that was made straight to places of the one before.
Back = npt.NDArray[np.float64]


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
    scale = min(_SKEWED / max(ink.shape), 1.0)
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
    small = np.asarray(cv2.threshold(shrunk(ink, _LYING), 90, 1, cv2.THRESH_BINARY)[1], np.uint8)
    return _stripes(np.asarray(cv2.transpose(small), np.uint8)) > 1.3 * _stripes(small)


def _stripes(small: Picture) -> float:
    """Return how strongly letters string together in rows: the ink's share of rows that change at once."""
    for side in ((60, 1), (1, 60)):
        small = small & ~cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones(side, np.uint8))
    # Letters are nearer to their neighbours in the line than to those above: joined over a letter's gap they are runs.
    runs = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    stats = parts_of(np.asarray(runs, np.uint8)).stats[1:]
    w, h = stats[:, 2], stats[:, 3]
    return float(np.sum(w[(w > 2.5 * h) & (h >= 4)]))


def straightened(picture: Picture, angle: float) -> tuple[Picture, Back]:
    """Turn a picture by a small angle (degrees, clockwise lines go up), its ground filled with its border's shade."""
    if not angle:
        return picture, np.eye(3)
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    flags, border = cv2.INTER_CUBIC, cv2.BORDER_REPLICATE
    flat = cv2.warpAffine(picture, matrix, (width, height), flags=flags, borderMode=border)
    return np.asarray(flat, np.uint8), np.vstack([cv2.invertAffineTransform(matrix), (0, 0, 1)])


def turned(picture: Picture, quarters: int) -> tuple[Picture, Back]:
    """Turn a picture by quarters against the clock, one or two."""
    height, width = picture.shape[:2]
    back = [(0, -1, width), (1, 0, 0)] if quarters == 1 else [(-1, 0, width), (0, -1, height)]
    return np.ascontiguousarray(np.rot90(picture, quarters)), np.array([*back, (0, 0, 1)], np.float64)


def page_corners(picture: Picture) -> Points | None:
    """Return the corners of a light sheet on a darker ground, clockwise from the upper left; None where there is none.

    A sheet counts only where it is plain: four straight sides, over a third of the picture, dark around it.
    """
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = cv2.GaussianBlur(shrunk(np.asarray(grey, np.uint8), _SHEET), (0, 0), 2)
    scale = max(small.shape) / max(grey.shape)
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


def unbent(picture: Picture, corners: Points) -> tuple[Picture, Back]:
    """Return a photographed sheet as seen from straight above."""
    a, b, c, d = corners
    width = int(max(np.linalg.norm(b - a), np.linalg.norm(c - d)))
    height = int(max(np.linalg.norm(d - a), np.linalg.norm(c - b)))
    wanted = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, wanted)
    flat = np.asarray(cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC), np.uint8)
    rim = max(round(_RIM * max(width, height)), 1)
    back = np.linalg.inv(matrix) @ np.array([(1, 0, rim), (0, 1, rim), (0, 0, 1)], np.float64)
    return np.ascontiguousarray(flat[rim:-rim, rim:-rim]), back
