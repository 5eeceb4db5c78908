"""What many plans show together: changes between versions, copied texts, groups of unusual measures."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nlp.domain.base import Probability, Record


class Shift(Record):
    """How one aspect of a measure changed; `direction` is None where neither is more than the other."""

    aspect: Literal["text", "deadline", "executors", "indicator"]
    direction: Literal["weaker", "stronger"] | None = None
    before: str = ""
    after: str = ""


class Change(Record):
    """What became of a measure from one version of a plan to the next.

    An added or dropped measure may name the `related` one of the other version that came closest.
    """

    kind: Literal["added", "dropped", "unchanged", "changed", "weakened", "strengthened"]
    earlier: str | None = None
    later: str | None = None
    related: str | None = None
    probability: Probability | None = None
    shifts: tuple[Shift, ...] = ()


class Copy(Record):
    """Measures of two plans with nearly the same words; shares are of each plan's words, by length."""

    left: str
    right: str
    left_share: Probability
    right_share: Probability
    pairs: tuple[tuple[str, str], ...] = Field(description="ids of the measures, left and right")


class OwnText(Record):
    """How much of a plan stands in no other plan looked at, and how much in a shared template (many plans)."""

    plan: str
    own_share: Probability
    template_share: Probability


class Copies(Record):
    """Who repeats whom among some plans: the pairs, most alike first, and each plan's own part."""

    pairs: tuple[Copy, ...]
    plans: tuple[OwnText, ...]


class MeasureGroup(Record):
    """Measures of like meaning; the first is the most central, its text names the group."""

    measures: tuple[str, ...]
    cohesion: float = Field(description="mean similarity to the central measure")
