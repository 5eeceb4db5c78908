"""The connected parts of a mask: letters, dots, strokes; found fast."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
# Labels of two bytes take a third of the time of those of four, and overflow unseen beyond this number.
_MOST_SHORT = 65_000
# Fewer parts than this are picked one by one.
_FEW = 400
_BEFORE = np.array([(1, 1, 0), (1, 0, 0), (0, 0, 0)], np.uint8)


class Parts(NamedTuple):
    """The parts of a mask: the number of each pixel's part, and x, y, width, height and pixels of each; 0 is the ground."""

    labels: npt.NDArray[np.uint16] | npt.NDArray[np.int32]
    stats: npt.NDArray[np.int32]


def parts_of(mask: Mask) -> Parts:
    """Take a mask apart; pixels that touch by a corner belong together."""
    depth = cv2.CV_16U if _n_starts(mask) < _MOST_SHORT else cv2.CV_32S
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=depth)
    return Parts(labels, stats)


def _n_starts(mask: Mask) -> int:
    """Return how many pixels have nothing to their left and above: no scan by rows needs more numbers on its way."""
    before = cv2.dilate(mask, _BEFORE, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return cv2.countNonZero(cv2.compare(mask, before, cv2.CMP_GT))


def chosen(parts: Parts, flags: Flags) -> Mask:
    """Return a mask (255) of some of the parts, one flag for each."""
    numbers = np.flatnonzero(flags)
    if len(numbers) >= _FEW:
        return np.asarray((flags * np.uint8(255))[parts.labels], np.uint8)
    mask = np.zeros(parts.labels.shape, np.uint8)
    for k in numbers.tolist():
        x, y, w, h, _ = parts.stats[k].tolist()
        mask[y : y + h, x : x + w][parts.labels[y : y + h, x : x + w] == k] = 255
    return mask
