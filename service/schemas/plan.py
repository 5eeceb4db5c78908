"""Plans as HTTP shows them."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from nlp.domain import CategoryId, Roadmap, Role, State
from service.schemas.base import Answer, Id, Line, Question, RegionCode, Sha256


class PlanQuery(Question):
    """Which plans are wanted; what is not given asks for all."""

    region: RegionCode | None = Field(default=None, description="код региона")
    municipality: Line | None = Field(default=None, description="часть названия муниципалитета")
    year: int | None = Field(default=None, ge=1990, le=2100, description="год внутри периода плана")
    category: CategoryId | None = Field(default=None, description="категория хотя бы одного мероприятия")
    role: Role | None = Field(default=None, description="роль исполнителя; с категорией — того же мероприятия")
    text: Line | None = Field(default=None, description="слова названия или одного мероприятия")
    state: State | None = Field(default=None, description="чем кончилось чтение документа")
    document: Id | None = Field(default=None, description="планы одного файла")
    stale: bool = Field(default=False, description="только те, чьи ответы пересчитываются")


class PlanListQuery(PlanQuery):
    """Which plans are wanted, and which page of them."""

    cursor: str | None = Field(default=None, max_length=300, description="указатель из прежнего ответа")
    limit: int = Field(default=50, ge=1, le=200, description="сколько на странице")


class PlanShown(Answer):
    """A plan in a list."""

    id: Sha256
    document_id: Id
    file: str = Field(description="имя файла", examples=["план.docx"])
    part: int = Field(description="который план в файле", examples=[1])
    title: str = Field(examples=["Дорожная карта"])
    region_code: str | None = Field(examples=["28"])
    region: str | None = Field(description="название региона", examples=["Амурская область"])
    municipality: str | None = Field(examples=["Заозёрный район"])
    period_start: str | None = Field(examples=["2023-01-01"])
    period_end: str | None = Field(examples=["2023-12-31"])
    lineage_id: str = Field(description="общий у всех версий одного плана")
    version: int = Field(description="номер среди версий", examples=[1])
    previous_id: str | None = Field(description="план, который этот продолжает")
    passport_confirmed: bool = Field(description="паспорт проверил эксперт")
    n_measures: int = Field(examples=[42])
    n_notices: int = Field(examples=[3])
    revision: int = Field(description="растёт с каждым изменением плана", examples=[1])
    stale: bool = Field(description="ответы пересчитываются")
    state: State | None = Field(description="чем кончилось чтение документа")
    created_at: AwareDatetime
    updated_at: AwareDatetime


class PlanList(Answer):
    """A page of plans, the latest upload first."""

    plans: list[PlanShown]
    total: int | None = Field(description="сколько планов подходит; только на первой странице", examples=[1])
    cursor: str | None = Field(description="указатель следующей страницы; null на последней")


class PlanFull(PlanShown):
    """A plan with everything: its rows with facts, categories and notices, all corrections in them."""

    roadmap: Roadmap


class PlanVersions(Answer):
    """The versions of one plan, the earliest first."""

    plans: list[PlanShown]


class Reanalysis(Answer):
    """The job that reads the original again."""

    job_id: Id
