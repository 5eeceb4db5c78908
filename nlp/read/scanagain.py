"""Short names alone in their line, «ОО», «УО»: tesseract cannot tell the height of so few letters, so they are read in a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlp.lexicon.ocr import NAMES, is_short_name
from nlp.read.scanclean import Picture
from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine, Word, read_areas
from nlp.read.scanstrokes import capitals
from nlp.text import is_known

# How often a piece stands in the row, and how many of the copies must be read alike.
_COPIES, _ALIKE = 3, 2
# Inches: what is wider is read well; the paper kept around.
_WIDEST, _AROUND = 0.55, 0.06
# A word surer than this (0–100) is left.
_UNSURE = 50.0
_LONGEST = 8
_SIGNS = " .,;:'`‘’“”\"|"
_FIGURES = re.compile(r"\d.*\d|/")
_CAPITALS = re.compile(r"^([А-ЯЁ]{3,8})(?=[-,.;»)]*$)")
_DIGITS = str.maketrans("0", "О")


def with_short_names(lines: Sequence[ReadLine], areas: Sequence[Area], grey: Picture, dpi: float) -> list[ReadLine]:
    """Return the lines; a short name that was read unsurely is put where its copies side by side are read as one.

    Args:
        lines: as read.
        areas: the areas that they are of.
        grey: the picture.
        dpi: dots to the inch.
    """
    found = [i for i, line in enumerate(lines) if _is_doubtful(line, dpi)]
    out = [_as_drawn(line, grey) for line in lines]
    if not found:
        return out  # each start of the program costs time
    pieces = [_piece(lines[i], areas[lines[i].area], grey, dpi) for i in found]
    for i, copies in zip(found, _read(pieces, dpi), strict=True):
        put = _name(copies)
        if put and put[0] != lines[i].words[0].text:
            first, last = lines[i].words[0], lines[i].words[-1]
            word = first._replace(text=put[0], x1=last.x1, sure=put[1])
            out[i] = ReadLine(lines[i].area, lines[i].size, (word,))
    return out


def _as_drawn(line: ReadLine, grey: Picture) -> ReadLine:
    """«ПИМС» → «ППМС» where the second letter has its bar above, and the short name has a meaning only so."""
    words = list(line.words)
    for k, word in enumerate(words):
        found = _CAPITALS.match(word.text)
        if found and found[1] not in NAMES:
            put = capitals(word, found[1], grey)
            if put != found[1] and is_short_name(put):
                words[k] = word._replace(text=put + word.text[found.end(1) :])
    return ReadLine(line.area, line.size, tuple(words))


def _is_doubtful(line: ReadLine, dpi: float) -> bool:
    text = " ".join(w.text for w in line.words)
    if line.words[-1].x1 - line.words[0].x0 > _WIDEST * dpi or min(w.sure for w in line.words) > _UNSURE:
        return False
    return 1 < len(text) <= _LONGEST and not _FIGURES.search(text) and not is_known(text.strip(_SIGNS).lower())


def _piece(line: ReadLine, area: Area, grey: Picture, dpi: float) -> Picture:
    """Cut a line out; its box may lack a letter on either side."""
    pad = round(_AROUND * dpi)
    top, bottom = min(w.y0 for w in line.words), max(w.y1 for w in line.words)
    reach = bottom - top + pad
    x0, x1 = max(line.words[0].x0 - reach, area.x0), min(line.words[-1].x1 + reach, area.x1)
    y0, y1 = max(top - pad, area.y0), min(bottom + pad, area.y1)
    return grey[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1]


def _read(pieces: Sequence[Picture], dpi: float) -> list[list[Word]]:
    """Read each piece repeated side by side; returns the words, copies that run together are one."""
    height, width = sum(len(p) for p in pieces), max(_COPIES * p.shape[1] for p in pieces)
    sheet = np.full((height, width), 255, np.uint8)
    areas: list[Area] = []
    top = 0
    for piece in pieces:
        area = Area(0, top, _COPIES * piece.shape[1], top + len(piece))
        sheet[area.y0 : area.y1, : area.x1] = np.tile(piece, (1, _COPIES))
        areas.append(area)
        top = area.y1
    words: list[list[Word]] = [[] for _ in pieces]
    for line in read_areas(sheet, areas, dpi):
        words[line.area] += line.words
    return words


def _name(copies: Sequence[Word]) -> tuple[str, float] | None:
    """Return the short name that most copies are, with a comma behind it, and how sure they are."""
    read = [w.text.translate(_DIGITS).upper() for w in copies]
    counts = Counter(text.strip(_SIGNS) for text in read)
    text, n_alike = counts.most_common(1)[0] if counts else ("", 0)
    if n_alike < _ALIKE or text not in NAMES:
        return None
    comma = "," if all(w.endswith(",") for w in read) else ""
    return text + comma, max(w.sure for w, t in zip(copies, read, strict=True) if t.strip(_SIGNS) == text)
