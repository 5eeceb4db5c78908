"""What experts are asked to look at, second opinions, how far they agree, the models' figures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from nlp.domain import CategoryId, CoverageStatus, Probability, Relation
from service.schemas.answer import Comment, MandateId, MeasureBrief, MeasureId, PlanBrief
from service.schemas.base import Answer, Id, Question, Sha256

ReviewKind = Literal["category", "coverage", "match"]


class MachineSaid(Answer):
    """What the machine says."""

    label: str = Field(examples=["monitoring"])
    probability: Probability


class ReviewItem(Answer):
    """Something to be judged: a measure's category, how a plan covers a mandate, whether two measures are the same."""

    kind: ReviewKind
    plan: PlanBrief
    other_plan: PlanBrief | None = Field(default=None, description="у соответствий — план второго мероприятия")
    measure: MeasureBrief | None = Field(default=None, description="без категории, если ответ даётся вслепую")
    other_measure: MeasureBrief | None = None
    catalogue_id: Id | None = None
    mandate: str | None = None
    title: str = Field(default="", description="что ожидается, у покрытия")
    labels: list[str] = Field(description="возможные ответы")
    machine: MachineSaid | None = Field(default=None, description="нет, если ответ даётся вслепую")


class ReviewShown(Answer):
    """The queue: the most uncertain first."""

    items: list[ReviewItem]


class OpinionOnCategory(Question):
    """What kind of measure it is."""

    kind: Literal["category"]
    plan_id: Sha256
    measure: MeasureId
    label: CategoryId
    comment: Comment = ""


class OpinionOnCoverage(Question):
    """How a plan covers a mandate."""

    kind: Literal["coverage"]
    plan_id: Sha256
    catalogue_id: Id
    mandate: MandateId
    label: CoverageStatus
    comment: Comment = ""


class OpinionOnMatch(Question):
    """Whether two measures of two plans are the same."""

    kind: Literal["match"]
    plan_id: Sha256
    other_plan: Sha256
    measure: MeasureId
    other_measure: MeasureId
    label: Relation
    comment: Comment = ""


OpinionGiven = Annotated[OpinionOnCategory | OpinionOnCoverage | OpinionOnMatch, Field(discriminator="kind")]


class OpinionShown(Answer):
    """An opinion as it is kept."""

    kind: ReviewKind
    plan_id: Sha256
    label: str = Field(examples=["monitoring"])
    comment: str
    given_at: AwareDatetime


class Confusion(Answer):
    """Two answers that stood against each other, and how often."""

    one: str
    other: str
    n: int


class KindAgreement(Answer):
    """How far people agree on one kind of question."""

    kind: ReviewKind
    n: int = Field(description="сколько пар ответов разных людей об одном и том же")
    share: Probability = Field(description="доля совпавших")
    kappa: float | None = Field(description="каппа: 0 — как случайно, 1 — всегда; null — считать не из чего")
    confusions: list[Confusion]


class AgreementShown(Answer):
    """How far people agree, by kind."""

    kinds: list[KindAgreement]


class ReliabilityBin(Answer):
    """Answers of about the same stated probability, and the share of right ones among them."""

    n: int
    stated: Probability
    observed: Probability


class Reliability(Answer):
    """How far stated probabilities can be believed, measured on the test part."""

    part: Literal["categories", "matches"]
    ece: float = Field(description="средний разрыв между названной и наблюдённой вероятностью")
    bins: list[ReliabilityBin]


class ModelsShown(Answer):
    """The models in use and how well they did on the test part."""

    stamp: str = Field(description="метка всех моделей; она стоит у каждого ответа")
    encoder: str
    reliability: list[Reliability]
    figures: dict[str, Any] = Field(
        description="все измеренные числа, как в models/figures.json", examples=[{"data": {"n_phrasings": 7614}}]
    )
