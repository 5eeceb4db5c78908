"""Exports: the conclusion on a plan, workbooks, the data set with its dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Query, Response
from fastapi.responses import StreamingResponse

from nlp.domain import Roadmap
from service.access.policy import may, require, sight_of
from service.access.principal import Principal
from service.composing import Asked, comparison_input, conclusion_input, dataset_pieces, matrix_input
from service.composing.stamping import stamp
from service.composing.tables import plan_ids_of
from service.file_names import disposition
from service.own_template import own_template
from service.problems import ProblemError
from service.reports import workbooks
from service.reports.conclusion import conclusion
from service.reports.dataset import MEDIA_TYPES, dictionary_json, dictionary_workbook
from service.reports.rows import plan_name
from service.routes.plans import wanted_plans
from service.routing import api_router
from service.schemas.base import Id, Sha256
from service.schemas.export import (
    ComparisonQuery,
    DatasetForm,
    DatasetQuery,
    Day,
    DictionaryForm,
    FieldDictionary,
    MatrixQuery,
)
from service.schemas.plan import PlanQuery
from service.state import Held
from service.store.filters import PlanFilter

router = api_router("Отчёты и выгрузки")
Exporter = Annotated[Principal, Depends(require("plan.export"))]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = {"schema": {"type": "string", "format": "binary"}}


def _file(what: str, *media_types: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": what, "content": dict.fromkeys(media_types, _BYTES)}}


@router.get(
    "/plans/{plan_id}/report.docx",
    summary="Заключение эксперта по плану",
    response_class=Response,
    responses=_file("документ Word", DOCX),
)
def conclusion_document(
    service: Held,
    principal: Exporter,
    plan_id: Sha256,
    catalogue: Annotated[Id | None, Query(description="каталог; по умолчанию основной")] = None,
    date: Annotated[Day, Query()] = None,
) -> Response:
    """Паспорт, покрытие с основаниями, недостающее с формулировками других районов, недочёты, подпись."""
    asked = Asked(plan_id, catalogue, date, sight_of(principal))
    with service.store.reading() as session:
        data = conclusion_input(session, asked)
    made = conclusion(data, own_template(service.settings.home))
    return _sent(made, DOCX, f"Заключение – {_named(data.roadmap)}.docx")


@router.get(
    "/exports/matrix.xlsx",
    summary="Матрица покрытия таблицей",
    response_class=Response,
    responses=_file("книга Excel", XLSX),
)
def matrix_workbook(service: Held, principal: Exporter, asked: Annotated[MatrixQuery, Query()]) -> Response:
    """Ожидаемые мероприятия и планы: что есть, чего не видно, почему. Не больше 300 планов."""
    with service.store.reading() as session:
        wanted = _wanted(principal, asked)
        data = matrix_input(session, asked.catalogue, wanted, asked.plans, asked.date)
    return _sent(workbooks.matrix(data), XLSX, f"Матрица покрытия {data.stamp.date}.xlsx")


@router.get(
    "/exports/comparison.xlsx",
    summary="Сравнение планов таблицей",
    response_class=Response,
    responses=_file("книга Excel", XLSX),
)
def comparison_workbook(service: Held, principal: Exporter, asked: Annotated[ComparisonQuery, Query()]) -> Response:
    """От двух до двадцати планов рядом: одинаковое — в одной строке."""
    data = comparison_input(service, asked.plans, sight_of(principal), asked.date)
    return _sent(workbooks.comparison(data), XLSX, f"Сравнение планов {data.stamp.date}.xlsx")


@router.get(
    "/exports/measures.{form}",
    summary="Набор данных о мероприятиях",
    response_class=Response,
    responses=_file("набор данных, по строке на мероприятие", *MEDIA_TYPES.values()),
)
def measures_dataset(
    service: Held, principal: Exporter, form: DatasetForm, asked: Annotated[DatasetQuery, Query()]
) -> Response:
    """Без имён людей, если они не запрошены; что значит каждое поле — в словаре: /exports/dictionary.json."""
    if asked.names and not may(principal, "plan.export-names"):
        raise ProblemError("forbidden", action="plan.export-names")
    with service.store.reading() as session:
        plan_ids = plan_ids_of(session, _wanted(principal, asked), asked.plans)
    pieces: Iterator[bytes] = dataset_pieces(service.store, plan_ids, form, asked.names)
    headers = {"Content-Disposition": disposition(f"мероприятия.{form}")}
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[form], headers=headers)


@router.get(
    "/exports/dictionary.{form}",
    summary="Словарь полей набора данных",
    response_class=Response,
    responses={200: {"model": FieldDictionary, "description": "словарь", "content": {XLSX: _BYTES}}},
)
def dataset_dictionary(
    principal: Exporter,
    form: DictionaryForm,
    names: Annotated[bool, Query(description="словарь набора с именами")] = False,
    date: Annotated[Day, Query()] = None,
) -> Response:
    """Имя, тип, смысл и коды каждого поля."""
    if form == "json":
        return _sent(dictionary_json(), "application/json", "словарь.json")
    made = dictionary_workbook(stamp((), ("–", "–"), date), names=names)
    return _sent(made, XLSX, "словарь.xlsx")


def _wanted(principal: Principal, asked: PlanQuery) -> PlanFilter:
    fields = set(PlanQuery.model_fields)
    return wanted_plans(principal, PlanQuery.model_validate(asked.model_dump(include=fields)))


def _named(roadmap: Roadmap) -> str:
    return plan_name(roadmap)[:100]


def _sent(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": disposition(name), "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type=media_type, headers=headers)
