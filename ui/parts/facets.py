"""Region and year as filters over measures, each with the number of its plans."""

from __future__ import annotations

from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator

from service.schemas.analytics import Frequencies
from ui import wording
from ui.client import analytics
from ui.parts.addressed import select
from ui.parts.known import region_names
from ui.visitor import api


class Facets(NamedTuple):
    """What there is to choose from: plans and measures by region and by year; keys are codes and years."""

    regions: Frequencies
    years: Frequencies


def facets() -> Facets:
    """Ask what there is to choose from."""
    client = api()
    return Facets(analytics.categories(client, "region"), analytics.categories(client, "year"))


def choose_region(found: Facets, where: DeltaGenerator | None = None, key: str = "region") -> str | None:
    """Draw the choice of a region that has plans."""
    names = region_names()
    counted = {c.key: f"{names.get(c.key, c.key)} ({c.n_plans})" for c in found.regions.totals if c.key}
    by_name = dict(sorted(counted.items(), key=lambda item: item[1]))
    return select(wording.REGION, by_name, key, where=where)


def choose_year(found: Facets, where: DeltaGenerator | None = None, key: str = "year") -> int | None:
    """Draw the choice of a year that plans are for."""
    counted = {int(c.key): f"{c.key} ({c.n_plans})" for c in reversed(found.years.totals) if c.key}
    return select(wording.YEAR, counted, key, where=where)
