"""The template of the conclusion: shown, replaced by an administrator's own, given back its place."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Depends, File, Response, UploadFile

from service.access.policy import require
from service.access.principal import Principal
from service.file_names import disposition
from service.own_template import drop_template, keep_template, own_template
from service.problems import ProblemError
from service.reports.conclusion import builtin_template, check_template, template_fields
from service.reports.template import MAX_TEMPLATE_BYTES
from service.routes.exports import DOCX
from service.routing import api_router
from service.schemas.export import TemplateShown
from service.state import Held, Service
from service.store.audit import note

router = api_router("Шаблон заключения", "/template")
Manager = Annotated[Principal, Depends(require("template.change"))]
_DOCUMENT = {DOCX: {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "",
    summary="Шаблон, который в силе",
    response_class=Response,
    responses={200: {"description": "документ Word", "content": _DOCUMENT}},
)
def show_template(service: Held, principal: Manager) -> Response:
    """Ваш, если он загружен, иначе встроенный: с него удобно начать свой."""
    data = own_template(service.settings.home) or builtin_template()
    return Response(data, media_type=DOCX, headers={"Content-Disposition": disposition("шаблон-заключения.docx")})


@router.get("/fields", summary="Что за шаблон в силе и что в нём можно назвать")
def show_fields(service: Held, principal: Manager) -> TemplateShown:
    """Все значения, которые подставляются: {{ plan.title }} и другие."""
    return _shown(service)


@router.put("", summary="Заменить шаблон")
def replace_template(
    service: Held, principal: Manager, file: Annotated[UploadFile, File(description="документ Word (docx)")]
) -> TemplateShown:
    """Проверяется прежде, чем вступит в силу; 422 с перечнем findings, если не подошёл."""
    data = file.file.read(MAX_TEMPLATE_BYTES + 1)
    if len(data) > MAX_TEMPLATE_BYTES:
        raise ProblemError("too-large", most_bytes=MAX_TEMPLATE_BYTES)
    findings = check_template(data)
    if findings:
        raise ProblemError(
            "unprocessable",
            what="Шаблон не принят",
            why=findings[0],
            advice="Исправьте его и загрузите снова; в силе остаётся прежний.",
            findings=list(findings),
        )
    keep_template(service.settings.home, data)
    with service.store.writing() as session:
        digest = hashlib.sha256(data).hexdigest()
        note(session, principal.user_id, "template.change", "", sha256=digest, size_bytes=len(data))
    return _shown(service)


@router.delete("", status_code=204, summary="Вернуть встроенный шаблон")
def reset_template(service: Held, principal: Manager) -> None:
    """Ничего не делает, если он и так в силе."""
    if drop_template(service.settings.home):
        with service.store.writing() as session:
            note(session, principal.user_id, "template.reset", "")


def _shown(service: Service) -> TemplateShown:
    own = own_template(service.settings.home)
    data = builtin_template() if own is None else own
    digest = hashlib.sha256(data).hexdigest()
    return TemplateShown(own=own is not None, sha256=digest, size_bytes=len(data), fields=list(template_fields()))
