"""The numbers of the start page, what needs attention, what was done last."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.policy import require, sight_of
from service.access.principal import Principal
from service.corrections.told import told
from service.routes.documents import document_shown
from service.routes.jobs import job_shown
from service.routes.plans import plan_shown
from service.routing import api_router
from service.schemas.base import RegionCode
from service.schemas.correction import CorrectionShown
from service.schemas.job import JobShown
from service.schemas.overview import Attention, Numbers, OverviewShown, Recent
from service.state import Held
from service.store import listing
from service.store.filters import PlanFilter, plan_conditions
from service.store.overview import overview
from service.store.tables import Correction, Plan
from service.store.tables_access import Job

router = api_router("Обзор")
Reader = Annotated[Principal, Depends(require("plan.read"))]
_SHOWN = 10


@router.get("/overview", summary="Обзор для начальной страницы")
def show_overview(
    service: Held,
    principal: Reader,
    region: Annotated[RegionCode | None, Query(description="только один регион")] = None,
) -> OverviewShown:
    """Сколько всего, на что посмотреть, что сделано последним; в пределах регионов того, кто спрашивает."""
    bound = sight_of(principal)
    wanted = PlanFilter(bound, region)
    with service.store.reading() as session:
        counted = overview(session, wanted)
        troubled = listing.troubled_documents(session, bound, _SHOWN)
        unknown = listing.unknown_plans(session, bound, _SHOWN)
        recent = Recent(
            plans=[plan_shown(row) for row in listing.plans(session, wanted, limit=_SHOWN).rows],
            corrections=_corrections(session, wanted),
            jobs=_jobs(session, principal),
        )
    by_year = {str(year): n for year, n in counted.plans_by_year.items()}
    numbers = Numbers.model_validate({**vars(counted), "plans_by_year": by_year})
    attention = Attention(
        documents=[document_shown(row) for row in troubled], plans=[plan_shown(row) for row in unknown]
    )
    return OverviewShown(numbers=numbers, attention=attention, recent=recent)


def _corrections(session: Session, wanted: PlanFilter) -> list[CorrectionShown]:
    query = select(Correction).join(Plan, Plan.id == Correction.plan_id).where(*plan_conditions(session, wanted))
    return told(session, session.scalars(query.order_by(Correction.id.desc()).limit(_SHOWN)))


def _jobs(session: Session, principal: Principal) -> list[JobShown]:
    query = select(Job).where(Job.created_by == principal.user_id)
    return [job_shown(job) for job in session.scalars(query.order_by(Job.created_at.desc()).limit(_SHOWN))]
