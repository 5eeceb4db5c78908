"""The ink of one PDF page: glyphs and ruling lines in upright coordinates; the border to pdfium."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from nlp.read.limits import too_large
from nlp.read.pdfplaces import AS_SHOWN, Onto, turned

MAX_GLYPHS = 100_000
MAX_OBJECTS = 100_000
MAX_FORM_DEPTH = 10
# Filled paths thinner than this (points) are ruling lines, thicker ones are shading.
_LINE_WIDTH = 3.0
# Text turned by another angle than a multiple of 90° (within this, radians) is a watermark or a stamp.
_ANGLE = 0.1
_HYPHEN = frozenset((0x02, 0xFFFE))  # pdfium's signs for a hyphen at the end of a line
_BOLD = 600


class Glyph(NamedTuple):
    """One character.

    `x0`, `x1` (its ink) and `base` (its baseline) are points in the frame in which it reads upright; `x`, `y` is its
    middle on the page. Both frames are one unless `turn` counts quarter turns against the page's own direction.
    """

    x0: float
    x1: float
    base: float
    size: float
    text: str
    x: float
    y: float
    turn: int
    bold: bool


class Rule(NamedTuple):
    """A ruling line: its place across (y of a horizontal one, x of a vertical one) and its two ends."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ink:
    """What a page shows; y grows downwards. `image_share` is how much of it the largest image covers, 0 without images.

    `n_struck` counts the letters that were left out since a rule strikes them; `onto` tells how the page is shown.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    image_share: float
    n_struck: int = 0
    onto: Onto = AS_SHOWN


class _Frame(NamedTuple):
    """Turns pdfium's coordinates (y upwards) by quarters so that the page's text reads upright."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.turn == 0:
            return x, self.height - y
        if self.turn == 1:
            return y, x
        if self.turn == 2:
            return self.width - x, y
        return self.height - y, self.width - x


class _Style(NamedTuple):
    turn: int | None
    size: float
    bold: bool


class _Char(NamedTuple):
    text: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    style: _Style


def read_ink(page: pdfium.PdfPage) -> Ink:
    """Read a page's glyphs and ruling lines, turned so that most of its text reads upright.

    Raises:
        LimitError: more glyphs or objects than a page can have.
    """
    chars = _chars(page)
    turns = Counter(c.style.turn for c in chars if c.style.turn is not None and not c.text.isspace())
    turn = max(turns, key=lambda t: (turns[t], -t), default=0)
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right - left, top - bottom, turn)
    width, height = (frame.width, frame.height) if turn % 2 == 0 else (frame.height, frame.width)
    glyphs = tuple(g for c in chars if (g := _glyph(c, frame)))
    boxes, image_share = _drawn(page)
    placed = [(*frame.point(x0, y0), *frame.point(x1, y1)) for x0, y0, x1, y1 in boxes]
    horizontal = tuple(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)) for x0, y0, x1, y1 in placed if _is_flat(y0, y1))
    vertical = tuple(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in placed if _is_flat(x0, x1))
    share, onto = image_share / max(width * height, 1.0), turned(page.get_rotation() // 90 - turn)
    return Ink(width, height, glyphs, horizontal, vertical, share, onto=onto)


def _is_flat(start: float, end: float) -> bool:
    return abs(end - start) <= _LINE_WIDTH


def _glyph(char: _Char, frame: _Frame) -> Glyph | None:
    """Place a character; None for one that stands aslant or outside the page."""
    turn, size, bold = char.style
    if turn is None:
        return None
    (x0, _), (x1, _) = (own := frame._replace(turn=turn)).point(*char.box[:2]), own.point(*char.box[2:])
    x, base = own.point(*char.origin)
    if turn == frame.turn:
        middle = ((x0 + x1) / 2, base - 0.3 * size)
    else:
        (left, top), (right, bottom) = frame.point(*char.box[:2]), frame.point(*char.box[2:])
        middle = ((left + right) / 2, (top + bottom) / 2)
    if char.text == " ":
        x0 = x
    width, height = (frame.width, frame.height) if frame.turn % 2 == 0 else (frame.height, frame.width)
    if not (-1 <= middle[0] <= width + 1 and -1 <= middle[1] <= height + 1):
        return None
    return Glyph(min(x0, x1), max(x0, x1), base, size, char.text, *middle, (turn - frame.turn) % 4, bold)


def _chars(page: pdfium.PdfPage) -> list[_Char]:
    text = page.get_textpage()
    try:
        n_chars = raw.FPDFText_CountChars(text)
        if n_chars > MAX_GLYPHS:
            raise too_large(f"на странице больше {MAX_GLYPHS} знаков")
        return list(_each_char(text, n_chars))
    finally:
        text.close()


def _each_char(text: pdfium.PdfTextPage, n_chars: int) -> Iterator[_Char]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    styles: dict[int | None, _Style] = {}
    handle = text.raw
    codes = [raw.FPDFText_GetUnicode(handle, i) for i in range(n_chars)]
    signs = _signs(codes)
    for i, code in enumerate(codes):
        if code in (0, 0x0A, 0x0D):
            continue
        address = ctypes.cast(raw.FPDFText_GetTextObject(handle, i), ctypes.c_void_p).value
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(handle, i)
        raw.FPDFText_GetCharBox(handle, i, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, i, x, y)
        box = (left.value, bottom.value, right.value, top.value)
        yield _Char(signs[code], box, (x.value, y.value), style)


def _signs(codes: Sequence[int]) -> dict[int, str]:
    """Return the character for each code of a page.

    A page whose letters are Western ones with accents is Russian in the code page 1251: «Ïëàí» → «План».
    """
    signs = {code: "-" if code in _HYPHEN else " " if code == 0xA0 else chr(code) for code in set(codes)}
    n_western = sum(0xC0 <= code <= 0xFF for code in codes)
    if n_western > 20 and n_western > sum(0x400 <= code < 0x460 for code in codes):
        signs |= {
            code: sign.encode("cp1252", "ignore").decode("cp1251", "ignore") or sign for code, sign in signs.items()
        }
    return signs


def _style(handle: raw.FPDF_TEXTPAGE, index: int) -> _Style:
    """Read what all characters of one text object share."""
    quarters = -raw.FPDFText_GetCharAngle(handle, index) / (math.pi / 2)
    turn = round(quarters) % 4 if abs(quarters - round(quarters)) * math.pi / 2 < _ANGLE else None
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(handle, index, name, 128, ctypes.c_int())
    bold = b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(handle, index) >= _BOLD
    return _Style(turn, min(max(abs(size), 1.0), 200.0), bold)


_Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _drawn(page: pdfium.PdfPage) -> tuple[list[_Box], float]:
    """Return the straight strokes and thin fills of a page as boxes, and the area of its largest image."""
    boxes: list[_Box] = []
    area = 0.0
    for n_objects, (kind, handle, matrix) in enumerate(_objects(page)):
        if n_objects > MAX_OBJECTS:
            raise too_large(f"на странице больше {MAX_OBJECTS} рисованных частей")
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _times(_matrix(handle), matrix)
            area = max(area, abs(a * d - b * c), 1.0)
        else:
            boxes.extend(_strokes(handle, matrix))
    return boxes, area


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, raw.FPDF_PAGEOBJECT, _Matrix]]:
    """Yield the paths and images of a page, those inside forms too, with the matrix of what holds them."""
    stack: list[tuple[raw.FPDF_PAGEOBJECT, _Matrix, int]] = [
        (raw.FPDFPage_GetObject(page.raw, i), _SAME, 0) for i in range(raw.FPDFPage_CountObjects(page.raw))
    ][::-1]
    while stack:
        handle, matrix, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(handle)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield kind, handle, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
            inner = _times(_matrix(handle), matrix)
            n_inner = min(raw.FPDFFormObj_CountObjects(handle), MAX_OBJECTS)
            stack.extend((raw.FPDFFormObj_GetObject(handle, i), inner, depth + 1) for i in range(n_inner))


def _matrix(handle: raw.FPDF_PAGEOBJECT) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, found):
        return _SAME
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    return (*_moved(outer, a, b, vector=True), *_moved(outer, c, d, vector=True), *_moved(outer, e, f))


def _moved(matrix: _Matrix, x: float, y: float, *, vector: bool = False) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + (0 if vector else e), b * x + d * y + (0 if vector else f))


def _strokes(path: raw.FPDF_PAGEOBJECT, outer: _Matrix) -> Iterator[_Box]:
    """Yield the boxes of a path's straight strokes, or of its thin fills."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    matrix = _times(_matrix(path), outer)
    for points in _subpaths(path, matrix):
        if stroke.value:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                if _is_flat(x0, x1) or _is_flat(y0, y1):
                    yield x0, y0, x1, y1
        elif points:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            box = min(xs), min(ys), max(xs), max(ys)
            if _is_flat(box[0], box[2]) or _is_flat(box[1], box[3]):
                yield box


def _subpaths(path: raw.FPDF_PAGEOBJECT, matrix: _Matrix) -> Iterator[Sequence[tuple[float, float]]]:
    """Yield the corners of each part of a path; a part with a curve is no ruling line."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(min(raw.FPDFPath_CountSegments(path), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append(_moved(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if not curved:
        yield points
