"""Which plans are asked for: the filter that many routes share, bound to the regions of whoever asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from nlp.domain import CategoryId, Role
from service.access.policy import sight_of
from service.problems import ProblemError
from service.schemas.base import Line, RegionCode
from service.store.filters import PlanFilter
from service.store.sight import Sight
from service.visit import visit_of

Year = Annotated[int, Query(ge=1900, le=2200, description="год внутри срока плана", examples=[2024])]
Region = Annotated[RegionCode, Query(description="код региона", examples=["28"])]
Municipality = Annotated[Line, Query(description="часть названия", examples=["Заозёрный"])]
Category = Annotated[CategoryId, Query(description="категория мероприятия")]
Executor = Annotated[Role, Query(description="роль среди исполнителей")]


async def bound_regions(request: Request) -> Sight | None:
    """Return what whoever asks sees, None: everything; a dependency, so that no route can forget it.

    Raises:
        ProblemError: not-authenticated.
    """
    visit = visit_of(request.scope)
    if visit.principal is None:
        raise ProblemError("not-authenticated", visit.failure)
    return sight_of(visit.principal)


Bound = Annotated[Sight | None, Depends(bound_regions)]


async def plans_asked(
    bound: Bound,
    region: Region | None = None,
    municipality: Municipality | None = None,
    year: Year | None = None,
) -> PlanFilter:
    """Return the filter over plans that a query means."""
    return PlanFilter(bound=bound, region=region, municipality=municipality, year=year)


Wanted = Annotated[PlanFilter, Depends(plans_asked)]


def sent(answer: BaseModel) -> Response:
    """Return a large answer as bytes, without being checked a second time on its way."""
    return Response(answer.model_dump_json().encode(), media_type="application/json")
