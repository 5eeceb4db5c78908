"""Answers about plans: coverage, the matrix, comparisons, changes, formulations to borrow."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from nlp.domain import CoverageEvidence, CoverageStatus, Evidence, Probability, Relation, Shift
from service.schemas.base import PRINTABLE, Answer, Id, Question, Sha256, Words

MeasureId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
MandateId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Comment = Annotated[Words, Field(description="почему", examples=["Строка 14 говорит о том же"])]


class PlanBrief(Answer):
    """A plan in an answer about several of them."""

    id: Sha256
    title: str = Field(examples=["Дорожная карта поддержки школ"])
    file: str = Field(examples=["План.docx"])
    region_code: str | None = Field(examples=["28"])
    municipality: str | None = Field(examples=["Заозёрный район"])
    period_start: str | None = Field(examples=["2024-01-01"])
    period_end: str | None = Field(examples=["2024-12-31"])
    n_measures: int
    revision: int


class MeasureBrief(Answer):
    """A measure in an answer about several plans."""

    id: MeasureId
    index: int = Field(description="место в плане, с 1")
    number: str | None = Field(examples=["2.1"])
    section: tuple[str, ...]
    text: str = Field(examples=["Анализ результатов ВПР"])
    deadline: str = Field(examples=["до 1 июня 2024 г."])
    executors: str = Field(examples=["Директора школ"])
    outcome: str = Field(examples=["Справка"])
    category: str | None = Field(examples=["monitoring"])
    activity: str | None


class Said(Answer):
    """What an expert said in the place of the machine."""

    correction_id: int
    comment: str
    user_id: str | None
    user_name: str = Field(description="имя или логин", examples=["Эксперт района"])
    made_at: AwareDatetime


class CoverageShown(Answer):
    """How a plan covers a mandate: an expert's status stands first, the machine's is kept beside it."""

    mandate: str
    title: str
    status: CoverageStatus
    machine_status: CoverageStatus
    probability: Probability = Field(description="вероятность состояния, названного машиной")
    evidence: tuple[CoverageEvidence, ...]
    reason: str
    expert: Said | None = None


class PlanCoverage(Answer):
    """A plan's coverage of a catalogue, in its order; empty until the plan is answered for."""

    plan_id: Sha256
    revision: int
    catalogue_id: Id
    counts: dict[CoverageStatus, int] = Field(description="сколько мандатов в каждом состоянии")
    coverage: list[CoverageShown]


class StatusGiven(Question):
    """An expert's status."""

    status: CoverageStatus
    comment: Comment = ""


class MandateTotal(Answer):
    """A mandate and the number of plans in each status; a status of none is left out."""

    id: str
    title: str
    counts: dict[CoverageStatus, int] = Field(examples=[{"covered": 12, "missing": 3}])


class CoverageTotals(Answer):
    """How often each mandate of a catalogue is covered, in its order; experts' words stand before the machine's."""

    catalogue_id: Id
    n_plans: int = Field(description="сколько планов уже сверено с каталогом", examples=[15])
    mandates: list[MandateTotal]


class MatrixLine(Answer):
    """A plan's line: a status and its probability for each mandate, null where nothing is known yet."""

    plan_id: str
    title: str
    region_code: str | None
    municipality: str | None
    year_from: int | None
    year_to: int | None
    statuses: tuple[CoverageStatus | None, ...]
    probabilities: tuple[Probability | None, ...]
    by_expert: tuple[int, ...] = Field(description="места в строке, где состояние назвал эксперт, с 0")


class MandateHead(Answer):
    """A mandate over a column."""

    id: str
    title: str


class MatrixShown(Answer):
    """Plans × mandates of one catalogue; plans by region, municipality, year."""

    catalogue_id: Id
    mandates: list[MandateHead]
    plans: list[MatrixLine]
    n_left_out: int = Field(description="сколько планов не поместилось")
    n_absent: int = Field(description="сколько названных планов нет, не видно вам или не подходит под фильтр")


class ComparedRow(Answer):
    """A row of a comparison: for each plan its measure or null, and those only related to one of the row."""

    kind: Literal["same", "related", "only"]
    measures: list[MeasureBrief | None]
    related: list[tuple[str, ...]] = Field(description="номера похожих мероприятий каждого плана")
    probability: Probability | None
    by_expert: bool = Field(description="на соответствии настоял эксперт")


class ComparisonShown(Answer):
    """Plans side by side; every measure of every plan stands in exactly one row."""

    plans: list[PlanBrief]
    rows: list[ComparedRow]
    n_rows: dict[Literal["same", "related", "only"], int]
    n_only: list[int] = Field(description="сколько мероприятий есть только в этом плане, по планам")
    stamp: str = Field(description="какими моделями сделано")


class MatchGiven(Question):
    """What an expert says of two measures: `left` of the plan named first in the path."""

    left_measure: MeasureId
    right_measure: MeasureId
    relation: Relation = Field(description="same или related — принять, different — отклонить")
    comment: Comment = ""


class MatchShown(Answer):
    """What is said of two measures."""

    left_plan: Sha256
    right_plan: Sha256
    left_measure: MeasureId
    right_measure: MeasureId
    relation: Relation
    machine_relation: Relation
    probability: Probability = Field(description="вероятность того, что это одно и то же, по машине")
    expert: Said | None = None


class MatchExplained(MatchShown):
    """Two measures and what each piece of evidence adds to the logit: the waterfall, strongest first, the bias last."""

    left: MeasureBrief
    right: MeasureBrief
    evidence: tuple[Evidence, ...]


class ChangeShown(Answer):
    """What became of a measure from one version to the next."""

    kind: Literal["added", "dropped", "unchanged", "changed", "weakened", "strengthened"]
    earlier: MeasureBrief | None
    later: MeasureBrief | None
    related: MeasureBrief | None = Field(description="ближайшее в другой версии")
    probability: Probability | None
    shifts: tuple[Shift, ...]


class ChangesShown(Answer):
    """Changes since an earlier version; without one there is nothing to tell."""

    plan: PlanBrief
    since: PlanBrief | None
    counts: dict[str, int]
    changes: list[ChangeShown]


class Formulation(Answer):
    """How another plan words what covers a mandate."""

    measure_id: MeasureId
    plan_id: Sha256
    text: str
    deadline: str
    executors: str = Field(description="роли исполнителей, без имён")
    outcome: str
    probability: Probability
    title: str
    file: str
    region_code: str | None
    municipality: str | None
    index: int = Field(description="место в плане, с 1")


class Formulations(Answer):
    """Formulations from other municipalities, the surest first."""

    mandate: str
    formulations: list[Formulation]
