"""The abbreviations and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from service.schemas.catalogue import CatalogueWhole
from ui.parts.telling import nothing
from ui.parts.typed import typed_text
from ui.wording import catalogues as words

_WIDTHS = {
    words.ABBR: 110,
    words.EXPANSION: 260,
    words.VARIANTS: 190,
    words.TYPE: 130,
    words.NOTE: 185,
    words.CHECKED: 90,
}
_HEIGHT = 84  # of a row: texts are broken into lines in rows higher than 64
_MOST = 8  # rows in sight


def show(catalogue: CatalogueWhole) -> None:
    """Draw the section."""
    st.markdown(words.GLOSSARY_INTRO)
    text = typed_text(words.FIND, "text", placeholder=words.FIND_PLACEHOLDER)
    wanted = text.strip().casefold()
    rows = [row for row in map(_row, catalogue.records) if wanted in " ".join(row.values()).casefold()]
    if not rows:
        nothing(words.NOTHING, words.NOTHING_ADVICE)
        return
    st.caption(words.expected(len(rows), len(catalogue.records)))
    st.dataframe(
        rows,
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        hide_index=True,
        row_height=_HEIGHT,
        height=37 + _HEIGHT * min(len(rows), _MOST),
        alt=words.GLOSSARY_INTRO,
    )


def _row(record: Mapping[str, Any]) -> dict[str, str]:
    other = record.get("ambiguous")
    notes = (words.AMBIGUOUS.format(other=other) if other else "", str(record.get("note") or ""))
    role = str(record.get("role") or "")
    return {
        words.ABBR: str(record.get("abbr", "")),
        words.EXPANSION: str(record.get("expansion", "")),
        words.VARIANTS: ", ".join(str(variant) for variant in record.get("variants") or ()),
        words.TYPE: words.TERM_ROLES.get(role, role),
        words.NOTE: "; ".join(filter(None, notes)),
        words.CHECKED: words.NO if record.get("verified") is False else words.YES,
    }
