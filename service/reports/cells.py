"""Texts for foreign programs: nothing that XML forbids, nothing that a spreadsheet would take for a formula."""

from __future__ import annotations

import re
import unicodedata

# All that XML 1.0 has no place for; tabs and line ends stay.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s?%?")
_FORMULA = frozenset("=+-@")
_CELL_LIMIT = 32_767  # characters that Excel takes in one cell


def printable(text: str) -> str:
    """Return `text` without characters that XML forbids; carriage returns become line ends."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def harmless(text: str) -> str:
    """Return `text` as a spreadsheet cell may hold it: an apostrophe before what could be taken for a formula.

    Blanks, invisible characters and full-width forms before or of the sign make no difference; numbers stay as they are.
    """
    shown = printable(text)[: _CELL_LIMIT - 1]
    return f"'{shown}" if _is_formula(text, shown) else shown


def _is_formula(text: str, shown: str) -> bool:
    if text.startswith(("\t", "\r", "\n")):
        return True
    start = next((c for c in shown if not _is_blank(c)), "")
    if not start or not set(unicodedata.normalize("NFKC", start)) & _FORMULA:
        return False
    return not _NUMBER.fullmatch(shown.strip())


def _is_blank(character: str) -> bool:
    """Tell whether programs may skip a character at the start of a cell: white space, zero widths, marks of order."""
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Zs")


def shortened(text: str, limit: int) -> str:
    """Cut `text` at a word's end so that it has at most `limit` characters."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
