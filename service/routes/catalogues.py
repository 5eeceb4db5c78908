"""What plans are asked for and the words for it: catalogues, in versions that never change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.access.policy import require
from service.access.principal import Principal
from service.access.visible import plan_head, plan_heads
from service.answers.asked import Bound, sent
from service.answers.catalogue_changes import changes
from service.file_names import disposition
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.base import Id
from service.schemas.catalogue import (
    CatalogueChanges,
    CatalogueChecked,
    CatalogueFromPlan,
    CatalogueKind,
    CatalogueList,
    CatalogueShown,
    CatalogueWhole,
    NewCatalogue,
)
from service.state import Held, Service
from service.store import catalogues
from service.store.catalogue_records import parse, written
from service.store.tables import Catalogue

router = api_router("Каталоги", "/catalogues")
Reader = Annotated[Principal, Depends(require("catalogue.read"))]
Changer = Annotated[Principal, Depends(require("catalogue.change"))]
Earlier = Annotated[Id, Query(description="с какой версией сравнить")]
_YAML = "application/yaml"
Kind = Annotated[CatalogueKind | None, Query(description="вид; без него — все")]


@router.get("", summary="Каталоги и их версии")
def list_catalogues(service: Held, principal: Reader, bound: Bound, kind: Kind = None) -> CatalogueList:
    """По виду и имени, последняя версия первой."""
    with service.store.reading() as session:
        return CatalogueList(catalogues=[_shown(session, c, bound) for c in catalogues.versions(session, kind)])


@router.get("/{catalogue_id}", summary="Каталог целиком", response_model=CatalogueWhole)
def show_catalogue(service: Held, principal: Reader, bound: Bound, catalogue_id: Id) -> Response:
    """Записи в том виде, в каком они внесены."""
    with service.store.reading() as session:
        catalogue = _found(session, catalogue_id)
        shown = _shown(session, catalogue, bound)
        return sent(CatalogueWhole(**shown.model_dump(), records=json.loads(catalogue.body)))


@router.get(
    "/{catalogue_id}/yaml",
    summary="Каталог в виде YAML",
    response_class=Response,
    responses={200: {"description": "YAML", "content": {_YAML: {"schema": {}}}}},
)
def catalogue_yaml(service: Held, principal: Reader, catalogue_id: Id) -> Response:
    """В том виде, в каком каталог можно изменить и внести снова."""
    with service.store.reading() as session:
        catalogue = _found(session, catalogue_id)
        text = written(catalogue.kind, json.loads(catalogue.body))
        name = f"{catalogue.name}-{catalogue.version}.yaml"
    headers = {"Content-Disposition": disposition(name), "X-Content-Type-Options": "nosniff"}
    return Response(text.encode(), media_type=_YAML, headers=headers)


@router.get("/{catalogue_id}/changes", summary="Чем версия отличается от другой")
def catalogue_changes(service: Held, principal: Reader, catalogue_id: Id, earlier: Earlier) -> CatalogueChanges:
    """Что добавлено, убрано и изменено; обе версии — одного вида."""
    with service.store.reading() as session:
        later, other = _found(session, catalogue_id), _found(session, earlier)
        if later.kind != other.kind:
            raise InputError("Версии не сравнены", "это каталоги разного вида", "Выберите две версии одного вида.")
        return changes(later.kind, json.loads(later.body), other)


@router.post("", status_code=201, summary="Внести каталог в виде YAML")
def add_catalogue(service: Held, principal: Changer, given: NewCatalogue) -> CatalogueShown:
    """Становится следующей версией каталога с этим именем и сразу действует; планы пересчитываются."""
    return _changed(service, lambda s: catalogues.import_yaml(s, given.kind, given.name, given.yaml, principal.user_id))


@router.post("/check", summary="Проверить каталог, не внося")
def check_catalogue(service: Held, principal: Changer, given: NewCatalogue) -> CatalogueChecked:
    """Что прочитано и чем оно отличается от последней версии с этим именем; ошибка называет строку или поле."""
    records = parse(given.kind, given.yaml, given.name)
    with service.store.reading() as session:
        same_name = (c for c in catalogues.versions(session, given.kind) if c.name == given.name)
        last = next(same_name, None)
        found = changes(given.kind, records, last)
    same = last is not None and not found.changes and last.title == given.name
    version = (last.version if last else 0) + (not same)
    return CatalogueChecked(**dict(found), n_records=len(records), version=version)


@router.post("/from-plan", status_code=201, summary="Сделать каталог из плана")
def add_catalogue_from_plan(
    service: Held, principal: Changer, bound: Bound, given: CatalogueFromPlan
) -> CatalogueShown:
    """Мероприятия плана (регионального, прошлогоднего) становятся мандатами.

    Их слова увидят все, и те, кому сам план не виден; они останутся и после удаления плана.
    """

    def change(session: Session) -> Catalogue:
        plan_head(session, given.plan_id, bound)
        return catalogues.import_plan(session, given.plan_id, given.name, principal.user_id)

    return _changed(service, change)


@router.post("/{catalogue_id}/activate", summary="Ввести версию в действие")
def activate_catalogue(service: Held, principal: Changer, catalogue_id: Id) -> CatalogueShown:
    """Вместо других версий того же имени; планы пересчитываются."""
    return _changed(service, lambda s: _activated(s, catalogue_id, principal.user_id, True))


@router.post("/{catalogue_id}/deactivate", summary="Вывести версию из действия")
def deactivate_catalogue(service: Held, principal: Changer, catalogue_id: Id) -> CatalogueShown:
    """Ответы по ней остаются, новые планы по ней не проверяются."""
    return _changed(service, lambda s: _activated(s, catalogue_id, principal.user_id, False))


def _activated(session: Session, catalogue_id: str, user_id: str | None, active: bool) -> Catalogue:
    _found(session, catalogue_id)
    return catalogues.activate(session, catalogue_id, user_id, active)


def _changed(service: Service, change: Callable[[Session], Catalogue]) -> CatalogueShown:
    """Change a catalogue and, where plans are to be held against it, enqueue that in the same transaction."""
    from service.jobs.tasks import cover

    with service.store.writing() as session:
        catalogue = change(session)
        job = cover(session, catalogue.id) if catalogue.kind == "mandates" and catalogue.active else None
        shown = _shown(session, catalogue, None, job.id if job else None)
    if job is not None and service.runner is not None:
        service.runner.wake()
    return shown


def _found(session: Session, catalogue_id: str) -> Catalogue:
    catalogue = session.get(Catalogue, catalogue_id)
    if catalogue is None:
        raise ProblemError("not-found")
    return catalogue


def _shown(session: Session, catalogue: Catalogue, bound: Bound, job_id: str | None = None) -> CatalogueShown:
    plan_id = catalogue.plan_id if plan_heads(session, [catalogue.plan_id or ""], bound) else None
    names = ("id", "kind", "name", "version", "title", "active", "created_at", "origin")
    known = {name: getattr(catalogue, name) for name in names}
    return CatalogueShown(**known, plan_id=plan_id, n_records=len(json.loads(catalogue.body)), job_id=job_id)
