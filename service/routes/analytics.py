"""What many plans show together: typical activities, categories, near-copies, unusual measures."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import Response

from nlp.artifacts import load_activities, load_category_labels
from service.access.policy import require
from service.access.principal import Principal
from service.answers.analytics import copied, unusual
from service.answers.asked import Wanted, sent
from service.answers.frequencies import frequencies
from service.routing import api_router
from service.schemas.analytics import By, CopiesShown, Frequencies, UnusualShown
from service.schemas.base import Sha256
from service.state import Held
from service.store.tables import Measure

router = api_router("Аналитика", "/analytics")
Reader = Annotated[Principal, Depends(require("analytics.read"))]
Parted = Annotated[By, Query(description="по регионам или по годам")]
Beside = Annotated[
    Sha256,
    Query(
        description="план, с которым сравнивают: ни одна его версия не считается, у других планов – только последняя"
    ),
]
Most = Annotated[int, Query(ge=1, le=200, description="сколько показать")]
Share = Annotated[float, Query(ge=0.05, le=1, description="наименьшая доля повторённого текста")]
_NONE = "Без типового мероприятия"


@router.get("/activities", summary="Как часто встречаются типовые мероприятия")
def show_activities(service: Held, principal: Reader, wanted: Wanted, by: Parted = "region") -> Frequencies:
    """Сколько планов и строк; сначала самые частые."""
    titles: dict[str | None, str] = {activity.id: activity.title for activity in load_activities()}
    with service.store.reading() as session:
        return frequencies(session, Measure.activity, {**titles, None: _NONE}, by, wanted)


@router.get("/categories", summary="Как мероприятия делятся по категориям")
def show_categories(
    service: Held, principal: Reader, wanted: Wanted, by: Parted = "region", beside: Beside | None = None
) -> Frequencies:
    """Сколько планов и строк каждой категории."""
    titles: dict[str | None, str] = {None: "Без категории"} | dict(load_category_labels().items())
    with service.store.reading() as session:
        return frequencies(session, Measure.category, titles, by, replace(wanted, beside=beside))


@router.get("/copies", summary="Какие планы повторяют друг друга", response_model=CopiesShown)
def show_copies(
    service: Held, principal: Reader, wanted: Wanted, least_share: Share = 0.2, limit: Most = 50
) -> Response:
    """Почти дословные повторы; не более тысячи последних планов из подходящих."""
    return sent(copied(service, wanted, least_share, limit))


@router.get("/unusual", summary="Необычное: мероприятия вне типовых, сгруппированные по смыслу")
def show_unusual(service: Held, principal: Reader, wanted: Wanted, limit: Most = 50) -> UnusualShown:
    """Самые большие группы первыми; не более четырёх тысяч последних мероприятий."""
    encoder = service.models.encoder.name
    with service.store.reading() as session:
        return unusual(session, encoder, wanted, limit)
