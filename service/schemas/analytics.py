"""What many plans show together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nlp.domain import Probability
from service.schemas.answer import MeasureId, PlanBrief
from service.schemas.base import Answer, Sha256

By = Literal["region", "year"]


class Count(Answer):
    """How often something stands in the plans of a region or a year; the key is empty where it is not known."""

    key: str = Field(description="код региона или год", examples=["28"])
    n_plans: int
    n_measures: int


class Frequency(Answer):
    """How often a typical activity or a category stands in plans; `id` is null for measures without one."""

    id: str | None = Field(examples=["vpr-analysis"])
    title: str = Field(examples=["Анализ результатов ВПР"])
    n_plans: int
    n_measures: int
    by: list[Count] = Field(description="по регионам или годам; план нескольких лет считается в каждом")


class Frequencies(Answer):
    """The most frequent first; `totals` are all plans and measures looked at, by region or year."""

    by: By
    n_plans: int
    n_measures: int
    totals: list[Count]
    items: list[Frequency]


class CopiedRow(Answer):
    """A measure of each of two plans with nearly the same words."""

    left: MeasureId
    right: MeasureId
    left_text: str
    right_text: str


class CopyShown(Answer):
    """Two plans that repeat each other's words; shares are of each plan's words."""

    left: Sha256
    right: Sha256
    left_share: Probability
    right_share: Probability
    n_rows: int
    rows: list[CopiedRow] = Field(description="не более двадцати")


class OwnTextShown(Answer):
    """How much of a plan stands in no other plan looked at, and how much in a shared template."""

    plan: PlanBrief
    own_share: Probability
    template_share: Probability


class CopiesShown(Answer):
    """Near-copies: pairs of plans, most alike first, and each plan's own part."""

    n_plans: int = Field(description="сколько планов сопоставлено")
    n_left_out: int = Field(description="сколько планов не поместилось: последние по загрузке сопоставлены")
    n_earlier: int = Field(default=0, description="сколько прежних версий не сопоставлено: план не повторяет сам себя")
    n_pairs: int = Field(description="сколько пар похожих планов всего")
    pairs: list[CopyShown]
    plans: list[OwnTextShown] = Field(description="планы, названные в парах")


class UnusualMeasure(Answer):
    """A measure that no typical activity describes."""

    id: MeasureId
    plan_id: Sha256
    text: str
    region_code: str | None
    municipality: str | None


class UnusualGroup(Answer):
    """Measures of like meaning; the first is the most central."""

    n_measures: int
    n_plans: int
    cohesion: float = Field(description="средняя близость к первому")
    measures: list[UnusualMeasure] = Field(description="не более двадцати")


class UnusualShown(Answer):
    """Groups of measures without a typical activity, largest first."""

    n_measures: int = Field(description="сколько мероприятий рассмотрено")
    n_left_out: int = Field(description="сколько не поместилось: последние по загрузке рассмотрены")
    n_alone: int = Field(description="сколько ни с чем не сгруппировано")
    groups: list[UnusualGroup]
