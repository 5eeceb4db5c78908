"""The numbers of the start page."""

from __future__ import annotations

from pydantic import Field

from service.schemas.base import Answer
from service.schemas.correction import CorrectionShown
from service.schemas.document import DocumentShown
from service.schemas.job import JobShown
from service.schemas.plan import PlanShown


class Numbers(Answer):
    """How much there is; «» stands for what is not known."""

    n_plans: int = Field(examples=[100])
    n_measures: int = Field(examples=[4_000])
    n_notices: int = Field(examples=[120])
    n_stale: int = Field(description="планов, ответы по которым пересчитываются", examples=[0])
    n_lineages: int = Field(description="разных планов, считая версии за один", examples=[90])
    plans_by_region: dict[str, int] = Field(examples=[{"28": 12}])
    plans_by_year: dict[str, int] = Field(examples=[{"2023": 12}])
    measures_by_category: dict[str, int] = Field(examples=[{"methodical": 210}])
    categories_by_region: dict[str, dict[str, int]] = Field(examples=[{"28": {"methodical": 21}}])
    documents_by_state: dict[str, int] = Field(examples=[{"ok": 98, "partial": 2}])


class Attention(Answer):
    """What a person should look at, the latest first."""

    documents: list[DocumentShown] = Field(description="прочитаны не до конца или не прочитаны")
    plans: list[PlanShown] = Field(description="не узнан регион, муниципалитет или период")


class Recent(Answer):
    """What was done last."""

    plans: list[PlanShown]
    corrections: list[CorrectionShown]
    jobs: list[JobShown] = Field(description="свои")


class OverviewShown(Answer):
    """The start page."""

    numbers: Numbers
    attention: Attention
    recent: Recent
