"""What exports are asked for, and what is told of the template."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from service.schemas.base import Answer, Id, Sha256
from service.schemas.plan import PlanQuery

Day = Annotated[
    date | None,
    Field(
        ge=date(1980, 1, 1),
        le=date(2099, 12, 31),
        description="дата документа; по умолчанию сегодня. С той же датой выходят те же байты",
        examples=["2026-03-02"],
    ),
]
Plans = Annotated[list[Sha256], Field(max_length=300, description="планы; без них — все подходящие")]
DatasetForm = Literal["csv", "jsonl", "parquet"]
DictionaryForm = Literal["json", "xlsx"]


class DatasetQuery(PlanQuery):
    """Which plans the data set holds, and whether people are named in it."""

    plans: Plans = Field(default_factory=list)
    names: bool = Field(default=False, description="оставить имена людей; нужна роль эксперта")


class MatrixQuery(PlanQuery):
    """Which plans the matrix holds, and against what."""

    plans: Plans = Field(default_factory=list)
    catalogue: Id | None = Field(default=None, description="каталог; по умолчанию основной")
    date: Day = None


class ComparisonQuery(PlanQuery):
    """Which plans are compared."""

    plans: Annotated[list[Sha256], Field(min_length=2, max_length=20, description="от двух до двадцати планов")]
    date: Day = None


class TemplateShown(Answer):
    """The template of the conclusion that is in use."""

    own: bool = Field(description="true — ваш шаблон, false — встроенный")
    sha256: Sha256
    size_bytes: int
    fields: list[str] = Field(
        description="всё, что шаблон может назвать", examples=[["plan.title", "coverage[].rows[].status"]]
    )


class FieldShown(Answer):
    """A field of the data set."""

    name: str = Field(examples=["region_code"])
    type: str = Field(examples=["text"])
    meaning: str = Field(examples=["Код субъекта Российской Федерации"])
    values: dict[str, str] = Field(description="что значит каждый код")


class FieldDictionary(Answer):
    """What every field of the data set means."""

    fields: list[FieldShown]
    formats: list[str] = Field(description="чем различаются форматы набора")
