"""The regions of Russia as tiles placed like on a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import altair as alt

from ui.charts.frequency import BLUES, DARK_FROM, DARK_INK, FAINT, LIGHT_INK
from ui.charts.laying import stepped
from ui.wording import REGION
from ui.wording import research as words
from ui.wording.regions import TILES

# The name of the selection, and the field of what is selected.
TILE, CODE = "tile", "code"
_SIDE = 46


class Told(NamedTuple):
    """What a tile tells: `value` for its colour (None: nothing is known), a short text and a sentence."""

    value: float | None
    short: str
    sentence: str


def tiles(regions: Mapping[str, Told], names: Mapping[str, str], chosen: str | None, title: str) -> alt.LayerChart:
    """Return the picture; regions that are not told of have no plans.

    Args:
        regions: what is told, by the subject's code.
        names: of all subjects by their codes.
        chosen: code of the region that is framed.
        title: what the colour means.
    """
    values = [
        _value(regions.get(tile.code), tile.code)
        | {"column": tile.column, "row": tile.row, "name": names.get(tile.code, tile.short), "tile": tile.short}
        for tile in TILES
    ]
    top = max((told.value for told in regions.values() if told.value is not None), default=0) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.07)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.07)),
        tooltip=[alt.Tooltip("name:N", title=REGION), alt.Tooltip("sentence:N", title=title)],
    )
    known, unknown = "isValid(datum.value)", "!isValid(datum.value)"
    pale = base.mark_rect(cornerRadius=3, color=FAINT, fillOpacity=0.1, stroke=FAINT, strokeOpacity=0.35)
    shades = alt.Color("value:Q", scale=alt.Scale(domain=[0, top], range=list(BLUES)), legend=None)
    framed = f"datum.{CODE} == '{chosen}'"
    picked = alt.selection_point(name=TILE, fields=[CODE], on="click", toggle=False, clear=False)
    layers = [
        pale.transform_filter(unknown),
        base.mark_rect(cornerRadius=3).encode(color=shades).transform_filter(known),
        base.mark_rect(cornerRadius=3, filled=False, stroke="#D55E00", strokeWidth=3).transform_filter(framed),
        *_letters(base, top),
        # On top, for letters would take the pointer from the tiles.
        base.mark_rect(fill="transparent", cursor="pointer").add_params(picked),
    ]
    return stepped(alt.LayerChart(layer=layers), len({tile.row for tile in TILES}), _SIDE)


def _letters(base: alt.Chart, top: float) -> tuple[alt.Chart, alt.Chart]:
    """Return the names and the numbers on the tiles."""
    ink = (
        alt.when(f"datum.value > {DARK_FROM * top}")
        .then(alt.value(LIGHT_INK))
        .when("isValid(datum.value)")
        .then(alt.value(DARK_INK))
        .otherwise(alt.value(FAINT))
    )
    small, large = (alt.ExprRef(f"width < 700 ? {less} : {more}") for less, more in ((8.5, 10.5), (10, 12)))
    name = base.mark_text(dy=-6, fontSize=small).encode(text="tile:N", color=ink)
    told = base.mark_text(dy=9, fontSize=large, fontWeight="bold").encode(text="short:N", color=ink)
    return name, told


def _value(told: Told | None, code: str) -> dict[str, str | float | int | None]:
    if told is None:
        return {CODE: code, "value": None, "short": "–", "sentence": words.NO_PLANS}
    return {CODE: code, "value": told.value, "short": told.short, "sentence": told.sentence}
