"""Pictures of the start page: shares of statuses, shares of categories by region."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt

from nlp.domain import CoverageStatus
from ui import wording
from ui.theme import CATEGORY_COLOURS, STATUS_COLOURS, STATUS_SIGNS
from ui.wording import CATEGORIES, STATUSES
from ui.wording import overview as words

_BAR_PX, _LINE_PX = 44, 30
_UNKNOWN = "#C3C8D0"


def statuses(counts: Mapping[CoverageStatus, int]) -> alt.Chart:
    """Return one bar of shares; statuses of none are left out."""
    total = sum(counts.values())
    present = [status for status in STATUSES if counts.get(status)]
    names = {status: f"{STATUS_SIGNS[status]} {STATUSES[status]}" for status in present}
    rows = [
        {"status": names[s], "place": place, "n": counts[s], "told": wording.share(counts[s] / total)}
        for place, s in enumerate(present)
    ]
    colours = alt.Scale(domain=list(names.values()), range=[STATUS_COLOURS[status] for status in present])
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_bar(height=_BAR_PX - 12)
        .encode(
            x=alt.X("n:Q", stack="normalize", axis=None),
            color=alt.Color("status:N", scale=colours, legend=None),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("status:N", title=words.STATUS),
                alt.Tooltip("n:Q", title=words.N_CELLS, format="d"),
                alt.Tooltip("told:N", title=words.SHARE_AXIS),
            ],
        )
        .properties(height=_BAR_PX)
    )
    return chart


def categories(by_region: Mapping[str, Mapping[str, int]]) -> alt.Chart:
    """Return the shares of categories, a bar a region; regions by name in the order given, «» is no category."""
    names: dict[str, str] = {str(code): name for code, name in CATEGORIES.items()}
    colours: dict[str, str] = {str(code): colour for code, colour in CATEGORY_COLOURS.items()}
    if any(counted.get("") for counted in by_region.values()):
        names[""], colours[""] = words.UNKNOWN_CATEGORY, _UNKNOWN
    places = {code: place for place, code in enumerate(names)}
    rows = [
        {
            "region": region,
            "category": names[code],
            "place": places[code],
            "n": n,
            "told": wording.share(n / sum(counted.values())),
        }
        for region, counted in by_region.items()
        for code, n in counted.items()
        if code in names
    ]
    scale = alt.Scale(domain=list(names.values()), range=list(colours.values()))
    legend = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=200, labelFontSize=12, symbolType="square")
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_bar(height=18)
        .encode(
            x=alt.X("n:Q", stack="normalize", title=None, axis=alt.Axis(format=".0%", tickCount=5)),
            y=alt.Y("region:N", sort=list(by_region), title=None, axis=alt.Axis(labelLimit=240, ticks=False)),
            color=alt.Color("category:N", scale=scale, legend=legend),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("region:N", title=wording.REGION),
                alt.Tooltip("category:N", title=wording.CATEGORY),
                alt.Tooltip("n:Q", title=words.N_MEASURES, format="d"),
                alt.Tooltip("told:N", title=words.SHARE_AXIS),
            ],
        )
        .properties(height=_LINE_PX * len(by_region) + 130)
    )
    return chart
