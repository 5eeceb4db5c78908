"""Vocabulary of codes and the base of all records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# ISO date, or «--04-01» where the plan does not tell the year (codebook, section 3).
PartialDate = Annotated[str, StringConstraints(pattern=r"^(\d{4}|-)-\d{2}-\d{2}$")]
Window = tuple[PartialDate | None, PartialDate | None]
Span = tuple[int, int]
Probability = Annotated[float, Field(ge=0.0, le=1.0)]

Recurrence = Literal["none", "missing", "ongoing", "monthly", "quarterly", "term", "yearly", "event"]
Role = Literal[
    "authority",
    "coordinator",
    "curator",
    "school",
    "teachers",
    "methodical_service",
    "psychological_service",
    "tutor",
    "person",
    "other",
]
CategoryId = Literal[
    "organisational", "methodical", "monitoring", "staffing", "resources", "students", "community", "information"
]
Comparator = Literal[">=", "=", "<=", "increase"]
State = Literal["ok", "partial", "rejected", "failed", "timeout", "oom", "crash"]
CoverageStatus = Literal["covered", "partial", "missing", "undecided", "not-applicable"]
Relation = Literal["same", "related", "different"]


class Record(BaseModel):
    """Frozen base of all records; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
