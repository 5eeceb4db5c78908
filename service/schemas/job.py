"""Jobs as HTTP shows them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from service.schemas.base import Answer, Id

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class JobShown(Answer):
    """A job and how far it is."""

    id: Id
    kind: str = Field(description="вид работы", examples=["document.read"])
    subject_id: str = Field(description="номер документа, плана или каталога", examples=["5f0c9a7e1b2d3c4a"])
    version: int = Field(description="растёт с каждой переменой", examples=[3])
    state: JobState
    stage: str = Field(description="что делается сейчас", examples=["page"])
    done: int = Field(examples=[4])
    total: int | None = Field(description="null, если неизвестно", examples=[12])
    result: dict[str, Any] = Field(description="номера и числа: plan_ids, document_ids, n_measures …")
    error: dict[str, Any] = Field(description="what, why, advice, если не удалось")
    cancel_asked: bool
    created_at: AwareDatetime
    finished_at: AwareDatetime | None


class JobList(Answer):
    """Jobs, the latest first."""

    jobs: list[JobShown]
