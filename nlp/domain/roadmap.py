"""Facts, measures and the roadmap they make: the JSON of `sverka analyse`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nlp.domain.base import CategoryId, Comparator, Probability, Record, Recurrence, Role, Span, State, Window
from nlp.domain.document import Notice
from nlp.domain.plan import Place


class Mention(Record):
    """A recognised piece of a cell: what it is, where it stands, the rule that said so."""

    label: str
    span: Span
    rule: str


class Deadline(Record):
    """When a measure is due (codebook, section 3)."""

    text: str = ""
    windows: tuple[Window, ...] = ()
    recurrence: Recurrence = "missing"
    mentions: tuple[Mention, ...] = ()


class Executors(Record):
    """Who is responsible (codebook, section 4): roles in the codebook's order, names as printed."""

    text: str = ""
    roles: tuple[Role, ...] = ()
    names: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


class Indicator(Record):
    """A number to reach (codebook, section 5); `unit` is Russian, nominative singular."""

    comparator: Comparator
    value: float
    unit: str
    span: Span
    rule: str


class Outcome(Record):
    """The expected result with the numbers it promises."""

    text: str = ""
    indicators: tuple[Indicator, ...] = ()


class Category(Record):
    """What kind of action a measure is (codebook, section 1)."""

    primary: CategoryId | None = None
    probability: Probability = 0.0
    secondary: tuple[CategoryId, ...] = ()
    origin: Literal["none", "model", "expert"] = "none"


class ActivityGuess(Record):
    """The typical activity a measure is an instance of, with calibrated probability."""

    id: str
    probability: Probability


class Measure(Record):
    """One measure of a roadmap with everything known about it."""

    id: str
    index: int = Field(ge=1)
    number: str | None = None
    section: tuple[str, ...] = ()
    text: str
    deadline: Deadline = Deadline()
    executors: Executors = Executors()
    outcome: Outcome = Outcome()
    category: Category = Category()
    activity: ActivityGuess | None = None
    extra: tuple[tuple[str, str], ...] = ()
    source: Place = Place()


class Region(Record):
    """A federal subject."""

    code: str
    name: str


class Act(Record):
    """The act that puts a roadmap into force."""

    kind: str
    number: str | None = None
    date: str | None = None
    issuer: str | None = None


class Passport(Record):
    """What a plan says of itself; `None` means that it does not say."""

    title: str = ""
    region: Region | None = None
    municipality: str | None = None
    period: tuple[str, str] | None = None
    act: Act | None = None


class Source(Record):
    """The file a roadmap was read from; `part` counts the plans in one file from 1."""

    name: str
    media_type: str
    part: int = 1
    state: State = "ok"


class Roadmap(Record):
    """A roadmap taken apart; the JSON of `sverka analyse` (contract)."""

    id: str
    source: Source
    title: str = ""
    region: Region | None = None
    municipality: str | None = None
    period: tuple[str, str] | None = None
    act: Act | None = None
    measures: tuple[Measure, ...] = ()
    notices: tuple[Notice, ...] = ()
    # The plan's words outside its rows; gaps are looked for in the act's items too.
    context: tuple[str, ...] = ()
