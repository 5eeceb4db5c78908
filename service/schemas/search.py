"""What a search finds, and a measure with its plan."""

from __future__ import annotations

from pydantic import Field

from nlp.domain import Measure, Span
from service.schemas.answer import MeasureId, PlanBrief
from service.schemas.base import Answer, Sha256


class Found(Answer):
    """A measure found; `spans` are the characters of `text` that answer the query's words."""

    measure_id: MeasureId
    plan_id: Sha256
    document_id: str
    file: str = Field(examples=["План.docx"])
    position: int = Field(description="место в плане, с 1")
    text: str = Field(examples=["Анализ результатов ВПР"])
    category: str | None
    activity: str | None
    region_code: str | None
    municipality: str | None
    year_from: int | None
    year_to: int | None
    rank: int
    relevance: float = Field(description="порядок внутри одного поиска, не вероятность")
    similarity: float | None = Field(description="косинус")
    spans: tuple[Span, ...]


class Respelt(Answer):
    """A word taken for misspelt, and the one that was searched for."""

    word: str
    instead: str


class SearchShown(Answer):
    """Measures, best first."""

    hits: list[Found]
    corrections: list[Respelt] = Field(description="какие слова поняты как описки")


class SimilarShown(Answer):
    """Measures of other plans, most similar first."""

    hits: list[Found]


class MeasureShown(Answer):
    """A measure with everything known about it, and its plan."""

    plan: PlanBrief
    measure: Measure
