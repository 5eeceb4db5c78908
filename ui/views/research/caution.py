"""What must not be concluded from counts, and how often the machine errs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from ui.client import analytics
from ui.pages import link
from ui.visitor import api
from ui.wording import research as words


def show() -> None:
    """Draw the section."""
    for start in range(0, len(words.CAUTIONS), 2):
        for column, (title, text) in zip(st.columns(2), words.CAUTIONS[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                st.markdown(f"**{title}**\n\n{text}")
    st.header(words.ERRORS)
    st.markdown(words.ERRORS_INTRO)
    figures = analytics.models(api()).figures
    st.dataframe(list(_rates(figures)), hide_index=True, width="stretch", alt=words.ERRORS)
    answered = _at(figures, ("classifier", "activities", "answered"))
    if answered is not None:
        st.caption(words.SILENT.format(rate=words.rate(1 - answered)))
    link("quality", words.QUALITY)


def _rates(figures: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Give the rate of errors of each kind of answer; what was not measured is left out."""
    held = ("held_out",)
    for told, path, key, n_path in (
        (words.ERROR_CATEGORY, ("classifier", "categories"), "accuracy", ("classifier", "categories")),
        (words.ERROR_CATEGORY_NEW, held, "categories", held),
        (words.ERROR_ACTIVITY, ("classifier", "activities"), "precision", ("classifier", "activities")),
        (words.ERROR_ACTIVITY_NEW, held, "top_1", held),
        (words.ERROR_PAIRS, ("pairs",), "precision_at_half", ("pairs",)),
    ):
        right, n = _at(figures, (*path, key)), _at(figures, (*n_path, "n"))
        if right is not None and n is not None:
            yield {
                words.ERROR_OF: told,
                words.ERROR_RATE: words.rate(1 - right),
                words.ERROR_ON: words.examples(int(n)),
            }


def _at(figures: Any, path: tuple[str, ...]) -> float | None:
    for step in path:
        figures = figures.get(step) if isinstance(figures, Mapping) else None
    return float(figures) if isinstance(figures, int | float) else None
