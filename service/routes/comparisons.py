"""Plans side by side, what became of a version, and what experts say of single matches."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Query
from fastapi.responses import Response

from service.access.policy import require
from service.access.principal import Principal
from service.access.visible import plan_heads
from service.answers.asked import Bound, sent
from service.answers.comparing import changes_since, comparison, read_plans
from service.answers.judging import explained, judged, words_in_force
from service.answers.words import ordered, take_back
from service.corrections.keeping import Author, keep_answer
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.answer import ChangesShown, ComparisonShown, MatchExplained, MatchGiven, MeasureId
from service.schemas.base import Sha256
from service.state import Held

router = api_router("Сравнение")
Comparer = Annotated[Principal, Depends(require("plan.compare"))]
Corrector = Annotated[Principal, Depends(require("correction.make"))]
Undoer = Annotated[Principal, Depends(require("correction.undo"))]
Plans = Annotated[
    list[Sha256], Query(min_length=2, max_length=20, description="от двух до двадцати планов, в порядке показа")
]
LeftMeasure = Annotated[MeasureId, Query(description="мероприятие первого плана")]
RightMeasure = Annotated[MeasureId, Query(description="мероприятие второго плана")]
Since = Annotated[Sha256 | None, Query(description="с какой версии; без неё — с предыдущей")]


class Pair(NamedTuple):
    """A measure of each of two plans, in the order of the path."""

    plans: tuple[str, str]
    measures: tuple[str, str]


async def pair_asked(left: Sha256, right: Sha256, left_measure: LeftMeasure, right_measure: RightMeasure) -> Pair:
    """Return what path and query name."""
    return Pair((left, right), (left_measure, right_measure))


async def plans_in_path(left: Sha256, right: Sha256) -> tuple[str, str]:
    """Return the two plans that the path names."""
    return left, right


Asked = Annotated[Pair, Depends(pair_asked)]
BothPlans = Annotated[tuple[str, str], Depends(plans_in_path)]


@router.get("/comparisons", summary="Сравнить от двух до двадцати планов", response_model=ComparisonShown)
def compare_plans(service: Held, principal: Comparer, bound: Bound, plans: Plans) -> Response:
    """Каждое мероприятие каждого плана стоит ровно в одной строке; у каждого плана в строке не больше одного."""
    return sent(comparison(service, plans, bound))


@router.get("/comparisons/{left}/{right}/evidence", summary="На чём основано соответствие двух мероприятий")
def show_evidence(service: Held, principal: Comparer, bound: Bound, pair: Asked) -> MatchExplained:
    """Что прибавил каждый признак: самый весомый первым, исходное значение последним."""
    return explained(service, judged(service, pair.plans, pair.measures, bound), pair.plans)


@router.put("/plans/{left}/matches/{right}", summary="Принять или отклонить соответствие")
def set_match(service: Held, principal: Corrector, bound: Bound, plans: BothPlans, given: MatchGiven) -> MatchExplained:
    """Принятое стоит в сравнениях рядом, отклонённое не сводится; ответ машины сохранён рядом."""
    found = judged(service, plans, (given.left_measure, given.right_measure), bound)
    with service.store.writing() as session:
        if len(plan_heads(session, plans, bound)) < 2:
            raise ProblemError("not-found")
        keep_answer(session, found.correction(given.relation), Author(principal.user_id, given.comment))
    return explained(service, found, plans)


@router.delete("/plans/{left}/matches/{right}", status_code=204, summary="Вернуть соответствию ответ машины")
def drop_match(service: Held, principal: Undoer, bound: Bound, pair: Asked) -> None:
    """404, если эксперт об этой паре ничего не говорил."""
    _, plans = read_plans(service, pair.plans, bound)
    measures = pair.measures if ordered(*pair.plans) == pair.plans else pair.measures[::-1]
    with service.store.writing() as session:
        said = words_in_force(session, plans, measures)
        if not take_back(session, said, Author(principal.user_id)):
            raise ProblemError("not-found")


@router.get("/plans/{plan_id}/changes", summary="Что изменилось с прежней версии", response_model=ChangesShown)
def show_changes(service: Held, principal: Comparer, bound: Bound, plan_id: Sha256, since: Since = None) -> Response:
    """Добавлено, снято, ослаблено, усилено; сроки сравниваются по месту внутри периода плана."""
    return sent(changes_since(service, plan_id, since, bound))
