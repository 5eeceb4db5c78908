"""Strangers' words where Streamlit expects markdown: shown as they are."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these after markdown is read, escaped or not: icons and emoji («:name:»), arrows, dashes.
_LATER = re.compile(
    r"(?<=:)(?=[\w+/-]+:)|(?<=-)(?=[->])|(?<=<)(?=-)|(?<==)(?=[=>])|(?<=[<>])(?==)|(?<=~)(?==)"
    r"|(?<=www)(?=\.)|(?<=:)(?=//)|(?=@)",  # addresses become links
    re.IGNORECASE,
)
_NOTHING = "\u2060"  # word joiner: takes no room and parts no word


def escaped(text: str) -> str:
    """Return markdown that shows a text as it is, in one line."""
    line = " ".join(text.split())
    return _SIGNS.sub(r"\\\1", _LATER.sub(_NOTHING, line))


def marked(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Return markdown that shows a text with stretches on coloured ground.

    Args:
        text: a stranger's words.
        spans: (start, end, colour of Streamlit) in characters of `text`; of those that overlap the first stays.
    """
    out, at = [], 0
    for start, end, colour in sorted(spans):
        if start < at or not text[start:end].strip():
            continue
        out.append(_piece(text[at:start]))
        out.append(f":{colour}-background[{escaped(text[start:end])}]")
        at = end
    return "".join([*out, _piece(text[at:])]).strip()


def _piece(text: str) -> str:
    """Escape a stretch, with a blank kept at either end where there was one."""
    if not text.strip():
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{escaped(text)}{' ' * text[-1].isspace()}"
