"""Answers: matches, coverage, search."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nlp.domain.base import CoverageStatus, Probability, Record, Relation, Span


class Evidence(Record):
    """What one feature contributed; `contribution` values and the bias add up to the logit."""

    feature: str
    value: float
    weight: float


class Match(Record):
    """Two measures of different plans and the probability that they are the same activity."""

    left: str
    right: str
    probability: Probability
    relation: Relation
    evidence: tuple[Evidence, ...] = ()


class CoverageEvidence(Record):
    """A candidate row (or the act) that a coverage status rests on."""

    measure: str | None
    source: Literal["row", "act"]
    probability: Probability


class Coverage(Record):
    """How a plan covers one expected activity (codebook, section 6)."""

    mandate: str
    title: str
    status: CoverageStatus
    probability: Probability
    evidence: tuple[CoverageEvidence, ...] = ()
    reason: str = ""


class Finding(Record):
    """A measure that a search found; the JSON of `sverka search`.

    `relevance` orders the findings of one query and is no probability; `spans` are the characters of `text` to highlight.
    """

    plan: str
    file: str
    measure: str
    text: str
    rank: int = Field(ge=1)
    relevance: float
    spans: tuple[Span, ...] = ()
