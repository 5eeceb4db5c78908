"""Areas of a picture → words: packed one under the other into a sheet that tesseract reads in one go."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from lxml import html

from nlp.errors import SverkaError, UnsupportedFormatError
from nlp.read.scanclean import Picture
from nlp.read.scanlayout import Area

LANGUAGE = "rus"
# Pixels: tesseract refuses pictures beyond 32,767 a side.
_LONGEST_SHEET = 24_000
_GAP = 14
_TIMEOUT_S = 120
_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")


class Word(NamedTuple):
    """A word as it was read: its box and baseline in pixels of the page, how sure it is (0–100)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    sure: float


@dataclass(frozen=True, slots=True)
class ReadLine:
    """Words on one baseline of one area; `size` is the height of its letters with what rises and hangs, pixels."""

    area: int
    size: float
    words: tuple[Word, ...]


def missing_program() -> SverkaError:
    """Build the error for a machine without tesseract or without its Russian model."""
    return UnsupportedFormatError(
        "Скан не прочитан",
        "для распознавания нужна программа tesseract с русским языком, а её нет",
        "Установите пакеты tesseract-ocr и tesseract-ocr-rus: apt-get install tesseract-ocr tesseract-ocr-rus.",
    )


@cache
def has_program() -> bool:
    """Tell whether tesseract stands ready with its Russian model."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
    return LANGUAGE in done.stdout.decode("utf-8", "replace").split()


def read_areas(grey: Picture, areas: Sequence[Area], dpi: float, language: str = LANGUAGE) -> list[ReadLine]:
    """Read the areas of a cleaned page.

    Returns:
        Lines in the order of the areas, from top to bottom.

    Raises:
        UnsupportedFormatError: tesseract or its model is not installed.
    """
    lines: list[ReadLine] = []
    sheet: list[int] = []
    height = _GAP
    for k, area in enumerate(areas):
        if sheet and height + area.y1 - area.y0 + _GAP > _LONGEST_SHEET:
            lines += _read_sheet(grey, areas, sheet, (dpi, language))
            sheet, height = [], _GAP
        sheet.append(k)
        height += area.y1 - area.y0 + _GAP
    return lines + (_read_sheet(grey, areas, sheet, (dpi, language)) if sheet else [])


def _read_sheet(grey: Picture, areas: Sequence[Area], chosen: Sequence[int], how: tuple[float, str]) -> list[ReadLine]:
    tops = [_GAP]
    for k in chosen:
        tops.append(tops[-1] + areas[k].y1 - areas[k].y0 + _GAP)
    width = max(areas[k].x1 - areas[k].x0 for k in chosen) + 2 * _GAP
    sheet = np.full((tops[-1], width), 255, np.uint8)
    for k, top in zip(chosen, tops, strict=False):
        x0, y0, x1, y1 = areas[k]
        sheet[top : top + y1 - y0, _GAP : _GAP + x1 - x0] = grey[y0:y1, x0:x1]
    dpi, language = how
    scale = 1.5 if dpi < 175 and 1.5 * sheet.shape[0] < 30_000 else 1.0
    if scale != 1.0:
        sheet = np.asarray(cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    lines: list[ReadLine] = []
    for line in _lines(_recognised(sheet, dpi * scale, language), scale):
        # A line stands where its first word's middle is: all words of a line are of one area.
        at = max(bisect_right(tops, (line.words[0].y0 + line.words[0].y1) / 2 + _GAP / 2) - 1, 0)
        area = chosen[min(at, len(chosen) - 1)]
        dx, dy = areas[area].x0 - _GAP, areas[area].y0 - tops[min(at, len(chosen) - 1)]
        words = tuple(Word(w.text, w.x0 + dx, w.y0 + dy, w.x1 + dx, w.y1 + dy, w.base + dy, w.sure) for w in line.words)
        lines.append(ReadLine(area, line.size, words))
    return lines


def _recognised(sheet: Picture, dpi: float, language: str) -> bytes:
    """Run tesseract on a sheet of text lines; returns its hOCR."""
    program = shutil.which("tesseract")
    if program is None:
        raise missing_program()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    # Unpacked, since packing takes longer than it saves; from a file, since tesseract takes its input byte by byte.
    with tempfile.NamedTemporaryFile(prefix="sheet-", suffix=".tif") as file:
        file.write(cv2.imencode(".tif", sheet, [cv2.IMWRITE_TIFF_COMPRESSION, 1])[1].data)
        file.flush()
        command = [program, file.name, "-", "-l", language, "--psm", "6", "--dpi", str(round(dpi)), "hocr"]
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=_TIMEOUT_S, check=False
        )
    if done.returncode and not has_program():
        raise missing_program()
    return done.stdout


def _lines(page: bytes, scale: float) -> list[ReadLine]:
    """Take hOCR apart; numbers come back in pixels of the sheet before it was enlarged."""
    if not page.strip():
        return []
    found: list[ReadLine] = []
    for node in html.fromstring(page).iter("span"):
        if node.get("class") not in ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"):
            continue
        title = node.get("title", "")
        box, baseline, size = _BOX.search(title), _BASELINE.search(title), _SIZE.search(title)
        if box is None:
            continue
        left, bottom = float(box[1]), float(box[4])
        slope, offset = (float(baseline[1]), float(baseline[2])) if baseline else (0.0, 0.0)
        words = [w for child in node.iter("span") if (w := _word(child, (left, bottom, slope, offset), scale))]
        if words:
            found.append(ReadLine(0, float(size[1] if size else 0) / scale, tuple(words)))
    return found


def _word(node: html.HtmlElement, base: tuple[float, float, float, float], scale: float) -> Word | None:
    title, text = node.get("title", ""), node.text_content().strip()
    box, sure = _BOX.search(title), _SURE.search(title)
    if node.get("class") != "ocrx_word" or not text or box is None:
        return None
    left, bottom, slope, offset = base
    x0, y0, x1, y1 = (float(v) for v in box.groups())
    at = bottom + offset + slope * ((x0 + x1) / 2 - left)
    certainty = float(sure[1]) if sure else 0.0
    return Word(text, x0 / scale, y0 / scale, x1 / scale, y1 / scale, at / scale, certainty)
