"""Documents: uploaded, listed, read again in every form, deleted."""

from __future__ import annotations

import zlib
from typing import Annotated

from fastapi import Depends, File, Header, Query, Request, Response, UploadFile
from sqlalchemy.orm import Session

from nlp.domain import Document as ReadDocument
from service import rendering
from service.access.policy import require, sight_of
from service.access.principal import Principal
from service.access.visible import document_seen, owns_document
from service.file_names import disposition
from service.intaking import take_in
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.base import Id
from service.schemas.document import (
    DocumentList,
    DocumentShown,
    FileAccepted,
    FileRefused,
    IdempotencyKey,
    Upload,
)
from service.schemas.problem import Problem
from service.state import Held
from service.store import listing
from service.store.documents import delete_document
from service.store.tables import Document
from service.visit import visit_of

router = api_router("Документы", "/documents")
Reader = Annotated[Principal, Depends(require("plan.read"))]
Owner = Annotated[Principal, Depends(require("document.original"))]
Uploader = Annotated[Principal, Depends(require("document.upload"))]
Remover = Annotated[Principal, Depends(require("document.delete"))]
Cursor = Annotated[str | None, Query(max_length=300, description="указатель из прежнего ответа")]
Limit = Annotated[int, Query(ge=1, le=200, description="сколько на странице")]
# What the reader's child told may unpack to anything.
_MOST_UNPACKED = 200 * 1024**2
_BYTES = {"schema": {"type": "string", "format": "binary"}}
# Whatever the file holds, a browser that is made to show it runs nothing of it.
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@router.post("", status_code=202, summary="Загрузить документы")
def upload_documents(
    service: Held,
    principal: Uploader,
    request: Request,
    files: Annotated[list[UploadFile], File(description="файлы планов или zip-архивы с ними", max_length=500)],
    idempotency_key: Annotated[IdempotencyKey | None, Header(description="тот же ключ — та же загрузка")] = None,
) -> Upload:
    """Отвечает сразу: файлы уже сохранены, а разбирает их работа `job_id`. Каждый файл принимается сам по себе."""
    given = [(file.filename or "", file.file.read()) for file in files]
    taken = take_in(service, principal, given, idempotency_key, visit_of(request.scope))
    return Upload(
        accepted=[
            FileAccepted(name=n, document_id=a.document_id, job_id=a.job_id, is_duplicate=a.is_duplicate)
            for n, a in taken.accepted
        ],
        refused=[FileRefused(name=name, problem=Problem.model_validate(problem)) for name, problem in taken.refused],
    )


@router.get("", summary="Документы")
def list_documents(service: Held, principal: Reader, cursor: Cursor = None, limit: Limit = 50) -> DocumentList:
    """Последние загруженные — первыми."""
    bound = sight_of(principal)
    with service.store.reading() as session:
        page = listing.documents(session, bound, cursor, limit)
    return DocumentList(documents=[document_shown(row) for row in page.rows], cursor=page.cursor)


@router.get("/{document_id}", summary="Документ")
def show_document(service: Held, principal: Reader, document_id: Id) -> DocumentShown:
    """По его номеру."""
    with service.store.reading() as session:
        return listed(session, document_seen(session, principal, document_id).id)


@router.delete("/{document_id}", status_code=204, summary="Удалить документ")
def remove_document(service: Held, principal: Remover, document_id: Id) -> None:
    """Вместе с планами, ответами, правками и самим файлом; вернуть его нельзя."""
    with service.store.reading() as session:
        sha256 = document_seen(session, principal, document_id).sha256
    rendering.forget(service, sha256)
    with service.store.writing() as session:
        if not owns_document(session, principal, document_id):
            raise ProblemError("forbidden", "foreign-plans")
        delete_document(session, service.originals, document_id, principal.user_id)
    rendering.forget(service, sha256)  # what was drawn meanwhile


@router.get(
    "/{document_id}/original",
    summary="Исходный файл",
    response_class=Response,
    responses={200: {"description": "байты файла", "content": {"application/octet-stream": _BYTES}}},
)
def original(service: Held, principal: Owner, document_id: Id) -> Response:
    """Те самые байты, под именем, которое дал владелец."""
    with service.store.reading() as session:
        document = document_seen(session, principal, document_id)
    data = service.originals.read(document.sha256)
    headers = {"Content-Disposition": disposition(document.name), **_SANDBOX}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get(
    "/{document_id}/content",
    summary="Что увидела программа чтения",
    response_class=Response,
    responses={200: {"model": ReadDocument, "description": "абзацы и таблицы с номерами строк и страниц"}},
)
def content(service: Held, principal: Owner, document_id: Id) -> Response:
    """Абзацы и таблицы по порядку; строки мероприятий находят по их source: страница, таблица, строка."""
    with service.store.reading() as session:
        document = document_seen(session, principal, document_id)
        packed = document.packed
    data = _unpacked(packed)
    if not data:
        raise ProblemError("not-found", "no-content")
    return Response(data, media_type="application/json")


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="Страница документа картинкой",
    response_class=Response,
    responses={200: {"description": "PNG", "content": {"image/png": _BYTES}}, 304: {"description": "не изменилась"}},
)
def page_picture(service: Held, principal: Owner, request: Request, document_id: Id, number: int) -> Response:
    """Для PDF и сканов; у остальных документов страниц нет (404)."""
    with service.store.reading() as session:
        document = document_seen(session, principal, document_id)
    if document.media_type not in rendering.PAGED or (document.n_pages is not None and number > document.n_pages):
        raise ProblemError("not-found", "no-page")
    tag = f'"{document.sha256[:32]}-{number}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    png = rendering.page_picture(service, document.sha256, number)
    if not _still_there(service, document):
        rendering.forget(service, document.sha256)
        raise ProblemError("not-found", "no-document")
    return Response(png, media_type="image/png", headers=headers)


def listed(session: Session, document_id: str) -> DocumentShown:
    """Return a document as lists show it.

    Raises:
        ProblemError: no-document.
    """
    row = listing.document(session, document_id)
    if row is None:
        raise ProblemError("not-found", "no-document")
    return document_shown(row)


def document_shown(row: listing.DocumentRow) -> DocumentShown:
    """Return a row of a list as HTTP shows it."""
    return DocumentShown.model_validate(row, from_attributes=True)


def _unpacked(packed: bytes) -> bytes:
    if not packed:
        return b""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, _MOST_UNPACKED)
    except zlib.error as error:
        raise ProblemError("not-found", "no-content") from error
    if not unpacking.eof:
        raise ProblemError("not-found", "no-content")
    return data


def _still_there(service: Held, document: Document) -> bool:
    with service.store.reading() as session:
        return session.get(Document, document.id) is not None
