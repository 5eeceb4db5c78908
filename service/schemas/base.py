"""Bases of what is asked and answered, and strings that may be stored."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# No NUL (PostgreSQL cannot store it); lone surrogates are refused by pydantic itself.
PRINTABLE = r"^[^\x00]*$"
HEX_ID = r"^[0-9a-f]{32}$"

Id = Annotated[str, StringConstraints(pattern=HEX_ID)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(max_length=10_000, pattern=PRINTABLE)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,3}$")]


class Question(BaseModel):
    """Base of request bodies; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(frozen=True)
