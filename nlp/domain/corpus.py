"""The corpus: what the models are trained and judged on, and what a plan is expected to hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nlp.domain.base import CategoryId, Probability, Record


class Phrasing(Record):
    """One way to write a typical activity; `activity` is None for rarer measures of a category."""

    activity: str | None
    category: CategoryId
    secondary: tuple[CategoryId, ...] = ()
    text: str
    writer: str


class GradedPair(Record):
    """Two measures with the grade of their match (codebook, section 2); a group shares its left text."""

    left: str
    right: str
    grade: int = Field(ge=0, le=2)
    group: str
    writer: str


class RatedPair(Record):
    """Two general sentences and how alike people find them, from 0 (nothing in common) to 5 (the same)."""

    left: str
    right: str
    similarity: float = Field(ge=0, le=5)


class Activity(Record):
    """A typical activity: what it is, what it is not, what it touches."""

    id: str
    title: str
    category: CategoryId
    definition: str
    excludes: str = Field(default="", alias="not")
    secondary: tuple[CategoryId, ...] = ()
    level: Literal["school", "municipality", "region", "any"] = "any"
    related: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


class Facet(Record):
    """A side of a mandate; `terms` are stems that show it."""

    id: str
    title: str
    terms: tuple[str, ...] = ()


class Years(Record):
    """The years in which a mandate is expected; an open side is None."""

    since: int | None = Field(default=None, alias="from")
    until: int | None = Field(default=None, alias="to")


class MandateActivities(Record):
    """Typical activities that cover a mandate, or show a part of it."""

    covers: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


class MandatePhrases(Record):
    """Rows as people write them that cover a mandate, cover a part of it, or only sound alike."""

    covers: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()


class Timing(Record):
    """Where the words do not tell an interim check from a final one, the deadline does."""

    covers: Literal["middle", "end"]
    recurring: bool = False
    hint: str = ""


class ExecutorSign(Record):
    """Executors that show a part of a mandate: stems, and in which share of the rows they must stand."""

    terms: tuple[str, ...]
    share: Probability = 0.0


class Mandate(Record):
    """An expected activity of a roadmap: what covers it, on what grounds, for whom and when (codebook, section 6)."""

    id: str
    title: str
    covers: str = ""
    partial: str = ""
    not_covered: str = ""
    category: CategoryId | None = None
    stage: Literal["identify", "diagnose", "plan", "implement", "monitor", "close"] | None = None
    binds: tuple[Literal["school", "municipality", "region"], ...] = ()
    strength: tuple[Literal["FM", "FR", "LAW", "RP", "ACT"], ...] = ("RP",)
    basis: str = ""
    years: Years = Years()
    facets: tuple[Facet, ...] = ()
    act_may_cover: bool | Literal["partial"] = False
    activities: MandateActivities = MandateActivities()
    phrases: MandatePhrases = MandatePhrases()
    signals: tuple[str, ...] = ()
    outcome_may_cover: bool = False
    executors: tuple[ExecutorSign, ...] = ()
    single_school: bool = Field(default=True, description="whether a plan for one named school can be asked for it")
    timing: Timing | None = None
    ask: str = ""
