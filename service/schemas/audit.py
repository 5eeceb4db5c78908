"""The audit log as HTTP shows it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from service.schemas.base import Answer, Id, Question

_Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]


class AuditQuery(Question):
    """Which entries are wanted; what is not given asks for all."""

    user: Id | None = Field(default=None, description="чьи действия")
    action: _Word | None = Field(default=None, description="действие или его начало", examples=["document."])
    object: _Word | None = Field(default=None, description="над чем: номер документа, плана, учётной записи…")
    before: int | None = Field(default=None, ge=1, lt=2**63, description="указатель из прежнего ответа")
    limit: int = Field(default=100, ge=1, le=200, description="сколько на странице")


class AuditShown(Answer):
    """Who did what and when."""

    id: int
    at: AwareDatetime
    user_id: str | None = Field(description="null — сама служба или команда на сервере")
    login: str | None = Field(description="имя входа, если учётная запись ещё есть", examples=["expert"])
    action: str = Field(examples=["document.upload"])
    object_id: str
    detail: dict[str, Any] = Field(description="коды и числа; слов плана здесь нет")


class AuditPage(Answer):
    """A page of the audit log, the latest entries first."""

    entries: list[AuditShown]
    before: int | None = Field(description="указатель следующей страницы; null на последней")
