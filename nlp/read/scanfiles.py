"""Picture files (PNG, JPEG, TIFF of one page or many) → pages of pixels; sizes are checked before anything is unpacked."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np

from nlp.errors import UnreadableFileError
from nlp.read.limits import too_large
from nlp.read.scan import Leaf, read_leaves
from nlp.read.scanclean import Picture
from nlp.read.watch import UNWATCHED, Found, Watch

MAX_PIXELS = 50_000_000
# A camera's JPEG is unpacked smaller by halves.
MAX_PHOTO_PIXELS = 200_000_000
MAX_FRAMES = 500
_A4 = 11.69  # inches, the longer side
_LONGEST, _SHORTEST = 24.0, 5.0
_COARSEST = 90.0
_SIZE_TAGS = {256: "width", 257: "height", 282: "dpi"}


class Frame(NamedTuple):
    """The size of a picture and its dots to the inch as the file says, 0 where it does not."""

    width: int
    height: int
    dpi: float


def read_picture(data: bytes, kind: str, watch: Watch = UNWATCHED) -> Found:
    """Read a picture file by recognition.

    Args:
        data: the file.
        kind: «png», «jpeg» or «tiff».
        watch: is told of each page.

    Raises:
        UnreadableFileError: damaged.
        UnsupportedFormatError: tesseract is not installed.
        LimitError: larger than a page, or more pages than a plan can have.
    """
    try:
        frames = {"png": _png, "jpeg": _jpeg, "tiff": _tiff}[kind](data)
    except (struct.error, IndexError) as error:
        raise _damaged() from error
    if not frames or any(not (f.width and f.height) for f in frames):
        raise _damaged()
    most = MAX_PHOTO_PIXELS if kind == "jpeg" else MAX_PIXELS
    if any(f.width * f.height > most for f in frames):
        raise too_large(f"в изображении больше {most // 1_000_000} мегапикселей")
    return read_leaves([Leaf(draw=_drawer(data, frame, i, len(frames))) for i, frame in enumerate(frames)], watch)


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(
        "Файл не прочитан", "это повреждённое изображение", "Откройте его, сохраните заново и передайте ещё раз."
    )


def _drawer(data: bytes, frame: Frame, index: int, n_frames: int) -> Callable[[], tuple[Picture, float]]:
    def draw() -> tuple[Picture, float]:
        picture = _decoded(data, frame, index, n_frames)
        return picture, _dpi(frame) * max(picture.shape[:2]) / max(frame.width, frame.height)

    return draw


def _decoded(data: bytes, frame: Frame, index: int, n_frames: int) -> Picture:
    raw = np.frombuffer(data, np.uint8)
    flags = cv2.IMREAD_COLOR
    n_pixels = frame.width * frame.height
    if n_pixels > MAX_PIXELS:
        flags = cv2.IMREAD_REDUCED_COLOR_2 if n_pixels <= 4 * MAX_PIXELS else cv2.IMREAD_REDUCED_COLOR_4
    try:
        if n_frames > 1:
            found = cv2.imdecodemulti(raw, flags, range=(index, index + 1))[1]
            picture = found[0] if found else None
        else:
            picture = cv2.imdecode(raw, flags)
    except cv2.error as error:
        raise _damaged() from error
    if picture is None:
        raise _damaged()
    return np.asarray(picture, np.uint8)


def _dpi(frame: Frame) -> float:
    """Return the dots to the inch: the file's where a sheet of paper comes of them, else those of a sheet of A4."""
    longer = max(frame.width, frame.height)
    said = frame.dpi >= _COARSEST and _SHORTEST <= longer / frame.dpi <= _LONGEST
    return frame.dpi if said else longer / _A4


def _png(data: bytes) -> list[Frame]:
    width, height = struct.unpack(">II", data[16:24])
    at = data.find(b"pHYs", 24, 4096)
    dpi = struct.unpack(">I", data[at + 4 : at + 8])[0] * 0.0254 if at > 0 and data[at + 12] == 1 else 0.0
    return [Frame(width, height, dpi)]


def _jpeg(data: bytes) -> list[Frame]:
    """Walk through the segments up to the one that begins the picture."""
    at, dpi = 2, 0.0
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return []
        mark, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xE0 and data[at + 4 : at + 9] == b"JFIF\0":
            unit, across = data[at + 11], struct.unpack(">H", data[at + 12 : at + 14])[0]
            dpi = across * {1: 1.0, 2: 2.54}.get(unit, 0.0)
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return [Frame(width, height, dpi)]
        at += 2 + length
    return []


def _tiff(data: bytes) -> list[Frame]:
    """Walk through the directories, one a page; a chain that turns back on itself ends there."""
    order = "<" if data[:2] == b"II" else ">"
    frames: list[Frame] = []
    seen: set[int] = set()
    at = struct.unpack(f"{order}I", data[4:8])[0]
    while at and at not in seen:
        seen.add(at)
        if len(seen) > MAX_FRAMES:
            raise too_large(f"в нём больше {MAX_FRAMES} страниц")
        (n_tags,) = struct.unpack(f"{order}H", data[at : at + 2])
        values = dict(_tags(data, at + 2, n_tags, order))
        frames.append(Frame(int(values.get("width", 0)), int(values.get("height", 0)), values.get("dpi", 0.0)))
        (at,) = struct.unpack(f"{order}I", data[at + 2 + 12 * n_tags : at + 6 + 12 * n_tags])
    return frames


def _tags(data: bytes, start: int, n_tags: int, order: str) -> Iterator[tuple[str, float]]:
    for k in range(n_tags):
        at = start + 12 * k
        tag, kind, _, value = struct.unpack(f"{order}HHII", data[at : at + 12])
        if tag not in _SIZE_TAGS:
            continue
        if kind == 3:
            (value,) = struct.unpack(f"{order}H", data[at + 8 : at + 10])
        elif kind == 5:
            above, below = struct.unpack(f"{order}II", data[value : value + 8])
            value = above / below if below else 0
        yield _SIZE_TAGS[tag], float(value)
