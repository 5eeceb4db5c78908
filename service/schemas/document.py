"""Documents as HTTP shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from nlp.domain import State
from service.schemas.base import Answer, Id, Sha256
from service.schemas.problem import Problem

IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]


class FileAccepted(Answer):
    """A file that was taken in: neither its bytes nor the work on it can be lost any more."""

    name: str = Field(description="имя без папок и невидимых знаков", examples=["план.docx"])
    document_id: Id | None = Field(description="null у архива: документами станут файлы в нём")
    job_id: Id = Field(description="работа, которая читает файл: GET /jobs/{id}")
    is_duplicate: bool = Field(description="те же байты уже были: второй раз они не считаются")


class FileRefused(Answer):
    """A file that was not taken in, and why."""

    name: str = Field(examples=["пусто.docx"])
    problem: Problem


class Upload(Answer):
    """What became of each file of an upload."""

    accepted: list[FileAccepted]
    refused: list[FileRefused]


class DocumentShown(Answer):
    """A document."""

    id: Id
    sha256: Sha256
    name: str = Field(examples=["план.docx"])
    media_type: str = Field(description="пусто, пока не прочитан", examples=["application/pdf"])
    size_bytes: int = Field(examples=[48_213])
    n_pages: int | None = Field(description="страниц; null там, где их нет", examples=[12])
    state: State | None = Field(description="чем кончилось чтение; null, пока не кончилось")
    message: str = Field(description="что не удалось и что делать (по-русски)", examples=[""])
    uploaded_by: str | None = Field(description="номер учётной записи")
    uploaded_at: AwareDatetime
    n_plans: int = Field(examples=[1])


class DocumentList(Answer):
    """A page of documents, the latest first."""

    documents: list[DocumentShown]
    cursor: str | None = Field(description="указатель следующей страницы; null на последней")
