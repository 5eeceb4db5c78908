"""Catalogues: mandates, categories, activities, glossary."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from service.schemas.base import PRINTABLE, Answer, Id, Question, Sha256

CatalogueKind = Literal["mandates", "categories", "activities", "glossary"]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]


class NewCatalogue(Question):
    """A catalogue written as YAML; the next version of its kind and name, in use at once."""

    kind: CatalogueKind
    name: Name = Field(examples=["Ожидания региона"])
    yaml: str = Field(
        min_length=1, max_length=4_000_000, pattern=PRINTABLE, examples=["- id: audit\n  title: Аудит библиотеки\n"]
    )


class CatalogueFromPlan(Question):
    """The measures of a plan (the region's, last year's) as a catalogue of mandates."""

    plan_id: Sha256
    name: Name = Field(examples=["План региона на 2024 год"])


class CatalogueShown(Answer):
    """A version of a catalogue."""

    id: Id
    kind: CatalogueKind
    name: str = Field(examples=["municipal"])
    version: int
    title: str = Field(examples=["Ожидаемые мероприятия муниципальной дорожной карты"])
    origin: Literal["builtin", "yaml", "plan", "expert"]
    plan_id: str | None = Field(description="из какого плана взят, если он вам виден")
    active: bool
    n_records: int
    created_at: AwareDatetime
    job_id: str | None = Field(default=None, description="задание, которое отвечает за планы по этому каталогу")


class CatalogueList(Answer):
    """Versions by kind and name, the latest first."""

    catalogues: list[CatalogueShown]


class CatalogueWhole(CatalogueShown):
    """A version with its records as they were written, by the kind's own fields."""

    records: list[dict[str, Any]] = Field(examples=[[{"id": "audit", "title": "Аудит библиотеки"}]])
