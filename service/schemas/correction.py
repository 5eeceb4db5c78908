"""Corrections as HTTP takes and shows them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from nlp.domain import Edit, SetPassport
from service.schemas.base import Answer, Id, Question, Sha256, Words

_LONGEST = 10_000  # the most words of one cell
_LONGEST_NAME = 1_000
_MOST_STRINGS = 300
_UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _strings(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    return []


def _storable(edit: Edit) -> Edit:
    """Refuse what a database cannot keep, or nobody could read."""
    texts = _strings(edit.model_dump())
    longest = _LONGEST_NAME if isinstance(edit, SetPassport) else _LONGEST
    if len(texts) > _MOST_STRINGS:
        raise PydanticCustomError("too_long", "too many values", {"max_length": _MOST_STRINGS})
    if any(len(text) > longest for text in texts):
        raise PydanticCustomError("string_too_long", "too long", {"max_length": longest})
    if any(map(_UNSTORABLE.search, texts)):
        raise PydanticCustomError("string_unicode", "a sign that cannot be kept")
    if isinstance(edit, SetPassport) and edit.period is not None:
        _check_period(edit.period)
    return edit


def _check_period(period: tuple[str, str]) -> None:
    try:
        start, end = (date.fromisoformat(day) for day in period)
        is_period = start <= end and all(len(day) == 10 for day in period)
    except ValueError:
        is_period = False
    if not is_period:
        raise PydanticCustomError("period", "two dates, the earlier first")


GivenEdit = Annotated[Edit, AfterValidator(_storable)]
_EXAMPLE = [{"kind": "category", "measure": "5f0c9a7e1b2d3c4a5f0c9a7e", "primary": "methodical"}]


class Corrections(Question):
    """Edits of a plan, made together or not at all."""

    edits: list[GivenEdit] = Field(min_length=1, max_length=100, examples=[_EXAMPLE])
    comment: Words = Field(default="", description="почему так", examples=["Это методическая помощь"])
    revision: int | None = Field(
        default=None, ge=0, description="ревизия, которую видел эксперт: 409, если план с тех пор правил другой"
    )


class CorrectionShown(Answer):
    """A correction with the machine's answer beside it."""

    id: int = Field(examples=[1])
    plan_id: Sha256
    kind: str = Field(examples=["category"])
    target: dict[str, Any] = Field(description="что исправлено: строка, требование или пара строк")
    machine: dict[str, Any] = Field(description="что стояло прежде")
    expert: dict[str, Any] = Field(description="что решил эксперт")
    comment: str = Field(examples=["Это методическая помощь"])
    user_id: Id | None
    author: str = Field(description="кто исправил; пусто, если учётной записи больше нет", examples=["Эксперт района"])
    made_at: AwareDatetime
    undone_at: AwareDatetime | None
    undone_by: str = Field(description="кто отменил", examples=[""])
    placed: bool = Field(description="false: после нового разбора строки не нашлось, посмотрите сами")


class Corrected(Answer):
    """What came of corrections: the plan's revision and the job that answers for it anew."""

    revision: int = Field(examples=[2])
    job_id: Id | None
    corrections: list[CorrectionShown]


class CorrectionList(Answer):
    """Corrections, the latest first."""

    corrections: list[CorrectionShown]
    before: int | None = Field(description="номер для следующей страницы; null на последней")
