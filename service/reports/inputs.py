"""What a report is made of beside the domain's own records; the caller reads it from the store."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from nlp.domain import Coverage, Mandate, Match, Record, Roadmap

# No earlier than zip files can date their entries.
Day = Annotated[str, StringConstraints(pattern=r"^(19[89]\d|20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Original(Record):
    """A source file that a report rests on."""

    name: str
    sha256: str


class Stamp(Record):
    """What made a report: with the same stamp and inputs the same bytes come out.

    `date` is the day of the report (ISO), given by the caller: nothing here looks at a clock.
    """

    program: str
    model_sha256: str
    catalogue: str
    catalogue_version: str
    date: Day
    originals: tuple[Original, ...] = ()


class Borrowed(Record):
    """How another plan words what this one lacks; `source` names that plan and row in Russian."""

    mandate: str
    text: str
    source: str


class Correction(Record):
    """What an expert changed: Russian words for the thing, the machine's answer and the expert's."""

    what: str
    before: str
    after: str
    comment: str = ""
    who: str = ""
    date: Day | None = None


class Signature(Record):
    """Who signs; what is not given becomes a line to write on."""

    name: str = ""
    position: str = ""
    date: Day | None = None


class ConclusionInput(Record):
    """Everything that an expert's conclusion on one plan says.

    `coverage` goes with `mandates` by id; a mandate that the catalogue no longer has is shown without basis and stage.
    """

    roadmap: Roadmap
    coverage: tuple[Coverage, ...]
    mandates: tuple[Mandate, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    signature: Signature = Signature()
    stamp: Stamp


class ComparisonInput(Record):
    """Plans to lay side by side and the matches between any two of them, «different» ones left out or not.

    `apart` are pairs of measures that an expert keeps apart.
    """

    roadmaps: tuple[Roadmap, ...] = Field(min_length=2, max_length=20)
    matches: tuple[Match, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    stamp: Stamp


class PlanCoverage(Record):
    """A plan's column in the matrix: its coverage, and the name that stands over it."""

    roadmap: Roadmap
    coverage: tuple[Coverage, ...]


class MatrixInput(Record):
    """Mandates × plans; the rows follow `mandates`, or the first plan's coverage where a mandate is not among them."""

    plans: tuple[PlanCoverage, ...]
    mandates: tuple[Mandate, ...] = ()
    stamp: Stamp
