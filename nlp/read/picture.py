"""Pages of PDFs and pictures → PNG, for people to look at."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pypdfium2 as pdfium

from nlp.errors import UnreadableFileError
from nlp.read.detect import detect
from nlp.read.scanclean import Picture

KINDS = ("pdf", "png", "jpeg", "tiff")
LONGEST_SIDE = 1_800  # pixels: a sheet of A4 at 154 dots to the inch


def draw_page(data: bytes, number: int) -> bytes | None:
    """Draw a page, counted from 1; None where a file has no such page, or is of a kind without pages.

    Raises:
        UnreadableFileError: damaged or encrypted.
        UnsupportedFormatError: the file is none of text.
    """
    kind = detect(data)
    if kind not in KINDS or number < 1:
        return None
    try:
        picture = _pdf_page(data, number - 1) if kind == "pdf" else _frame(data, number - 1, kind)
        return None if picture is None else cv2.imencode(".png", _fitted(picture))[1].tobytes()
    except (pdfium.PdfiumError, cv2.error) as error:
        raise UnreadableFileError(
            "Страница не показана", "файл повреждён или зашифрован", "Откройте исходный файл."
        ) from error


def _pdf_page(data: bytes, index: int) -> Picture | None:
    document = pdfium.PdfDocument(data)
    try:
        if index >= len(document):
            return None
        page = document[index]
        try:
            bitmap = page.render(scale=LONGEST_SIDE / max(*page.get_size(), 1.0))
            try:
                return cast(Picture, bitmap.to_numpy().copy())
            finally:
                bitmap.close()
        finally:
            page.close()
    finally:
        document.close()


def _frame(data: bytes, index: int, kind: str) -> Picture | None:
    raw = np.frombuffer(data, np.uint8)
    if kind == "tiff":
        frames = cv2.imdecodemulti(raw, cv2.IMREAD_COLOR, range=(index, index + 1))[1]
        return frames[0] if frames else None
    if index:
        return None
    picture = cv2.imdecode(raw, cv2.IMREAD_COLOR)
    if picture is None:
        raise cv2.error
    return cast(Picture, picture)


def _fitted(picture: Picture) -> Picture:
    longest = max(picture.shape[:2])
    if longest <= LONGEST_SIDE:
        return picture
    size = tuple(max(1, round(side * LONGEST_SIDE / longest)) for side in picture.shape[1::-1])
    return cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
