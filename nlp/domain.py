"""Every type that crosses a border between rooms: documents, measures, facts and answers."""

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


# --- documents: what the readers give ---------------------------------------------------------


class Cell(Record):
    """One cell of a table row, placed on the table's grid.

    `continued` marks a cell that a vertical merge covers from above: its text repeats the
    origin's text, so that every row is complete by itself.
    """

    text: str
    column: int = Field(ge=0)
    colspan: int = Field(default=1, ge=1)
    continued: bool = False


class Row(Record):
    """One table row: cells by ascending column; absent positions are simply not there."""

    cells: tuple[Cell, ...]
    page: int | None = None
    row: int = Field(description="1-based number of the row in its source table or text")


class Paragraph(Record):
    """Text outside tables; `number` is the automatic list number that the reader worked out."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    number: str | None = None
    heading: bool = False
    page: int | None = None
    row: int | None = None


class Table(Record):
    """A table as the source holds it; a page break may have split one table into several."""

    kind: Literal["table"] = "table"
    rows: tuple[Row, ...]
    n_columns: int = Field(ge=1)
    table: int = Field(ge=1, description="1-based number of the table in the document")
    name: str | None = Field(default=None, description="name of the sheet, for workbooks")


Block = Annotated[Paragraph | Table, Field(discriminator="kind")]


class Notice(Record):
    """Something a person should look at; `measure` is the id of the measure concerned, if one is.

    `kind` is a stable slug; `detail` is Russian and meant for the user.
    """

    kind: str
    measure: str | None = None
    detail: str = ""


class Document(Record):
    """A source file as blocks in reading order, whatever its format was."""

    name: str
    media_type: str
    sha256: str
    blocks: tuple[Block, ...]
    notices: tuple[Notice, ...] = ()
    state: State = "ok"


# --- segments: rows with cells, before their cells are understood ------------------------------


class Place(Record):
    """Where a measure stands in its source; every number is 1-based."""

    page: int | None = None
    table: int | None = None
    row: int | None = None


class Segment(Record):
    """One measure as printed: cells by role; an absent or empty cell is an empty string.

    `doubts` are the notices (without id yet) that concern this row.
    """

    number: str | None
    section: tuple[str, ...] = ()
    text: str
    deadline: str = ""
    executors: str = ""
    outcome: str = ""
    extra: tuple[tuple[str, str], ...] = Field(default=(), description="columns of no known role: (header, text)")
    place: Place = Place()
    doubts: tuple[Notice, ...] = ()


class Part(Record):
    """One plan of a document: the texts around its rows and the rows themselves.

    `before` and `after` hold the paragraphs (and flattened layout rows) that are no measures, in
    reading order: order, title, goals; lists and signatures. The passport is read from them.
    """

    before: tuple[str, ...] = ()
    segments: tuple[Segment, ...]
    after: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


# --- facts and measures -------------------------------------------------------------------------


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


# --- corpus: what the models are trained and judged on ------------------------------------------


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


# --- answers ------------------------------------------------------------------------------------


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
