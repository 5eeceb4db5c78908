"""The name that somebody's file has: what is left of it when nothing in it can deceive or lead elsewhere."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

NAMELESS = "файл"
_LONGEST = 150
_LONGEST_EXTENSION = 10
# Controls, writing turned round, invisible signs, surrogates, private use, line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """Return a file's own name without folders and without signs that cannot be seen, of at most 150 characters."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    tidy = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    if len(tidy) > _LONGEST:
        stem, dot, extension = tidy.rpartition(".")
        tail = dot + extension if dot and len(extension) <= _LONGEST_EXTENSION else ""
        tidy = (stem if tail else tidy)[: _LONGEST - len(tail)].rstrip() + tail
    return tidy or NAMELESS


def disposition(name: str) -> str:
    """Return the header Content-Disposition with which a browser saves a file under its name (RFC 6266)."""
    last = clean_name(name)
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", last)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last, safe='')}"
