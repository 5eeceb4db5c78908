"""Lines that manual breaks make inside a paragraph, and signs of symbol fonts."""

from __future__ import annotations

import re

from nlp.text import clean

# Symbol, Wingdings and Wingdings 2 characters as Word stores them, in the private area.
SYMBOLS = str.maketrans(
    {
        "\uf02d": "-",
        "\uf02b": "+",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf06e": "▪",
        "\uf0d8": "➢",
        "\uf076": "❖",
        "\uf0fc": "✓",
        "\uf050": "✓",
        "\uf0fe": "☑",
        "\uf052": "☑",
        "\uf0fb": "✗",
        "\uf0a8": "☐",
        "\uf06f": "☐",
    }
)
_PRIVATE = re.compile("[\uf020-\uf0ff]")
# A line that goes on from the one above: «мероприятий по работе…», «2022 год».
_GOES_ON = re.compile(r"[a-zа-яё(,;]|\d+(?![\d.)])", re.U)
_OPEN_END = re.compile(r"[,(«–—-]$|\b(?:и|или|по|в|с|на|о|об|от|для|за|к)$", re.I)


def split_lines(text: str) -> tuple[str, ...]:
    """Split a paragraph at manual line breaks (newlines) into cleaned lines.

    A line that goes on from the one above («План¶мероприятий на 2023 год») is joined to it; an empty
    line always parts.
    """
    lines: list[list[str]] = []
    parted = True
    for raw in _with_symbols(text).split("\n"):
        line = clean(raw)
        if not line:
            parted = True
            continue
        if lines and not parted and (_GOES_ON.match(line) or _OPEN_END.search(lines[-1][-1])):
            lines[-1].append(line)
        else:
            lines.append([line])
        parted = False
    return tuple(" ".join(pieces) for pieces in lines)


def one_line(text: str) -> str:
    """Return the cleaned text with line breaks as spaces, for cells."""
    return clean(_with_symbols(text))


def _with_symbols(text: str) -> str:
    return text.translate(SYMBOLS) if _PRIVATE.search(text) else text
