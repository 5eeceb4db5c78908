"""How pictures of rows are laid out."""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt

Picture = TypeVar("Picture", alt.Chart, alt.LayerChart)


def stepped(picture: Picture, n_rows: int, step: int) -> Picture:
    """Return a picture as wide as the page, with so many pixels for each of its rows."""
    # Not `altair.Step`: Streamlit fits every picture to the page, and Vega warns of what fits and has steps.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    laid: Picture = picture.properties(height=n_rows * step, autosize=fit)
    return laid


def names_axis(**more: Any) -> alt.Axis:
    """Return an axis that has nothing but names, all of them; `more` as of `altair.Axis`."""
    return alt.Axis(title=None, labelOverlap=False, labelFlush=False, ticks=False, domain=False, **more)
