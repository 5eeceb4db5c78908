"""Pictures: pure functions from data to charts, with Russian numbers and dates.

A picture is described by `alt=` where it is drawn; the words that the drawing library makes up for each mark are
English and name our fields, so they are left out.
"""

from __future__ import annotations

import altair as alt

from ui.wording import pictures as words


@alt.theme.register("sverka", enable=True)
def _theme() -> alt.theme.ThemeConfig:
    number = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0₽"], "minus": "−"}
    time = {
        "dateTime": words.DATE_TIME,
        "date": words.DATE,
        "time": words.TIME,
        "periods": ["", ""],
        "days": words.DAYS,
        "shortDays": words.SHORT_DAYS,
        "months": words.MONTHS,
        "shortMonths": words.SHORT_MONTHS,
    }
    return {"config": {"aria": False, "mark": {"aria": False}, "locale": {"number": number, "time": time}}}  # type: ignore[typeddict-item]
