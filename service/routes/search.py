"""Search over all measures, those similar to one, and one measure with everything."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from nlp.errors import InputError
from service.access.policy import require
from service.access.principal import Principal
from service.access.visible import plan_of_measure
from service.answers.asked import Bound, Category, Executor, Wanted
from service.answers.comparing import measure_in
from service.answers.searching import found, searcher
from service.answers.shown import plan_brief
from service.routing import api_router
from service.schemas.answer import MeasureId
from service.schemas.base import PRINTABLE
from service.schemas.search import MeasureShown, Respelt, SearchShown, SimilarShown
from service.state import Held
from service.store.plans import roadmap_of
from service.store.search import SearchFilter

router = api_router("Поиск")
Reader = Annotated[Principal, Depends(require("plan.read"))]
Searcher = Annotated[Principal, Depends(require("plan.search"))]
Text = Annotated[
    str, Query(min_length=1, max_length=1_000, pattern=PRINTABLE, description="что искать", examples=["наставничество"])
]
Most = Annotated[int, Query(ge=1, le=200, description="сколько показать")]
Since = Annotated[date | None, Query(alias="from", description="период плана: с какого дня")]
Until = Annotated[date | None, Query(alias="to", description="по какой день")]


async def what_to_find(
    wanted: Wanted,
    category: Category | None = None,
    role: Executor | None = None,
    since: Since = None,
    until: Until = None,
) -> SearchFilter:
    """Return which measures a query asks for."""
    if since and until and since > until:
        raise InputError("Поиск не начат", "период кончается раньше, чем начинается", "Поменяйте даты местами.")
    period = ((since or date.min).isoformat(), (until or date.max).isoformat()) if since or until else None
    return SearchFilter(
        wanted.bound, wanted.region, wanted.municipality, wanted.year, period=period, category=category, role=role
    )


@router.get("/search", summary="Найти мероприятия по словам и смыслу")
def search_measures(
    service: Held,
    principal: Searcher,
    asked: Annotated[SearchFilter, Depends(what_to_find)],
    q: Text,
    limit: Most = 20,
) -> SearchShown:
    """Сокращения и описки понимаются; фильтры действуют до упорядочения."""
    result = searcher(service).find(q, asked, limit)
    respelt = [Respelt(word=word, instead=instead) for word, instead in result.corrections]
    return SearchShown(hits=found(result.hits), corrections=respelt)


@router.get("/measures/{measure_id}/similar", summary="Похожие мероприятия других планов")
def similar_measures(
    service: Held, principal: Searcher, bound: Bound, measure_id: MeasureId, limit: Most = 10
) -> SimilarShown:
    """По смыслу текста; собственный план не в счёт."""
    with service.store.reading() as session:
        plan_of_measure(session, measure_id, bound)
    return SimilarShown(hits=found(searcher(service).similar(measure_id, SearchFilter(bound=bound), limit)))


@router.get("/measures/{measure_id}", summary="Мероприятие целиком")
def show_measure(service: Held, principal: Reader, bound: Bound, measure_id: MeasureId) -> MeasureShown:
    """Со всем, что о нём известно, и с его планом."""
    with service.store.reading() as session:
        head = plan_of_measure(session, measure_id, bound)
        return MeasureShown(plan=plan_brief(head), measure=measure_in(roadmap_of(session, head.id), measure_id))
