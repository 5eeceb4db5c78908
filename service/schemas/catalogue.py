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


class FieldChange(Answer):
    """A field of a record before and after; lists are told item by item, parted by semicolons."""

    field: str = Field(examples=["title"])
    before: str
    after: str


class RecordChange(Answer):
    """What became of a record of a catalogue; `fields` only of one that was changed."""

    kind: Literal["added", "removed", "changed"]
    id: str = Field(examples=["audit"])
    title: str = Field(examples=["Аудит библиотеки"])
    fields: list[FieldChange]


class CatalogueChanges(Answer):
    """How a catalogue differs from an earlier version: what was added, removed, changed, in this order."""

    since: Id | None = Field(description="с какой версией сравнено; null — сравнивать не с чем")
    since_version: int | None
    n_same: int
    changes: list[RecordChange]


class CatalogueChecked(CatalogueChanges):
    """A catalogue that could be brought in, and how it differs from the last version of its name."""

    n_records: int
    version: int = Field(description="какой версией он станет; прежней, если ничего не изменилось")


class Phrasings(Answer):
    """How a typical activity is worded: written for this project, no sentences of real plans."""

    activity: str = Field(examples=["vpr-analysis"])
    phrasings: list[str] = Field(examples=[["Анализ результатов ВПР"]])
