"""Colours: of Streamlit in light and dark, and of what pictures show. Told apart by colour-blind eyes, and never by colour alone."""

from __future__ import annotations

from nlp.domain import CategoryId, CoverageStatus

# After Okabe and Ito, «Color Universal Design» (2008); the last three are ours, of other lightness than the rest.
CATEGORY_COLOURS: dict[CategoryId, str] = {
    "organisational": "#0072B2",
    "methodical": "#009E73",
    "monitoring": "#E69F00",
    "staffing": "#CC79A7",
    "resources": "#D55E00",
    "students": "#56B4E9",
    "community": "#7A5BA6",
    "information": "#8A8A8A",
}
# Streamlit's own names of colours for badges and marked text, nearest to those above.
CATEGORY_TINTS: dict[CategoryId, str] = {
    "organisational": "blue",
    "methodical": "green",
    "monitoring": "orange",
    "staffing": "red",
    "resources": "red",
    "students": "blue",
    "community": "violet",
    "information": "gray",
}
STATUS_COLOURS: dict[CoverageStatus, str] = {
    "covered": "#1B7F5C",
    "partial": "#8CCBB0",
    "missing": "#D1603D",
    "undecided": "#E9B949",
    "not-applicable": "#C3C8D0",
}
STATUS_SIGNS: dict[CoverageStatus, str] = {
    "covered": "●",
    "partial": "◐",
    "missing": "○",
    "undecided": "?",
    "not-applicable": "–",
}
STATUS_TINTS: dict[CoverageStatus, str] = {
    "covered": "green",
    "partial": "green",
    "missing": "red",
    "undecided": "orange",
    "not-applicable": "gray",
}

# A link that looks like the main button, in light and dark.
BUTTON_CSS = (
    "display: inline-block; padding: 0.45rem 1rem; border-radius: 0.4rem; background: #1f5fa8; color: #ffffff;"
    " text-decoration: none"
)
# Options of Streamlit; the colours are those of the service's own pages (service/static/page.css).
STREAMLIT: dict[str, str | float | bool | list[str]] = {
    "theme.light.primaryColor": "#1f5fa8",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f3f4f6",
    "theme.light.textColor": "#10151d",
    "theme.light.linkColor": "#1f5fa8",
    "theme.dark.primaryColor": "#3f83cf",
    "theme.dark.backgroundColor": "#14181e",
    "theme.dark.secondaryBackgroundColor": "#1c222b",
    "theme.dark.textColor": "#e7eaef",
    "theme.dark.linkColor": "#8ab8ec",
    "theme.baseRadius": "0.4rem",
    "theme.showWidgetBorder": True,
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.2rem", "1.05rem", "1rem", "1rem"],
}
