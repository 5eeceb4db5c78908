"""Where a part of a page stands on the page as it is shown: for marking it on a picture of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

# Rows of a 3 × 3 matrix that takes shares of an upright page to shares of the page as it is shown.
Onto = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
AS_SHOWN: Onto = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_QUARTERS: tuple[Onto, ...] = (
    AS_SHOWN,
    ((0.0, -1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    ((-1.0, 0.0, 1.0), (0.0, -1.0, 1.0), (0.0, 0.0, 1.0)),
    ((0.0, 1.0, 0.0), (-1.0, 0.0, 1.0), (0.0, 0.0, 1.0)),
)
_DIGITS = 4


class Frame(NamedTuple):
    """A rectangle of an upright page in points; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """An upright page of some size in points, and how it is shown."""

    width: float
    height: float
    onto: Onto

    def box(self, frame: Frame) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of what a frame covers on the page shown, as shares of that page."""
        xs, ys = zip(*(self._point(x, y) for x in (frame.x0, frame.x1) for y in (frame.y0, frame.y1)), strict=True)
        return _share(min(xs)), _share(min(ys)), _share(max(xs)), _share(max(ys))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        u, v = x / max(self.width, 1.0), y / max(self.height, 1.0)
        across, down, depth = (a * u + b * v + c for a, b, c in self.onto)
        return across / depth, down / depth


def turned(quarters: int) -> Onto:
    """Return how an upright page is shown that is turned by quarters clockwise."""
    return _QUARTERS[quarters % 4]


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), _DIGITS)
