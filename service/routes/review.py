"""What experts are to look at, second opinions given blind, and how far people agree."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import Body, Depends, Query

from service.access.policy import require
from service.access.principal import Principal
from service.answers.asked import Bound
from service.answers.reviewing import Showcase, subject_of
from service.corrections.opinions import GivenAlreadyError, agreements, give
from service.corrections.queue import Asked, queue
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.review import (
    AgreementShown,
    Confusion,
    KindAgreement,
    OpinionGiven,
    OpinionShown,
    ReviewKind,
    ReviewShown,
)
from service.state import Held

router = api_router("Проверка экспертом")
Judge = Annotated[Principal, Depends(require("opinion.give"))]
Reader = Annotated[Principal, Depends(require("correction.read"))]
Kind = Annotated[ReviewKind, Query(description="о чём судить")]
Most = Annotated[int, Query(ge=1, le=100, description="сколько показать")]
Blind = Annotated[bool, Query(description="второе мнение: без ответа машины и первого эксперта")]


async def what_to_review(principal: Judge, bound: Bound, kind: Kind = "category", blind: Blind = False) -> Asked:
    """Return whose queue of which kind is asked for."""
    return Asked(kind, principal.user_id, bound, blind)


WhatToReview = Annotated[Asked, Depends(what_to_review)]


@router.get("/review", summary="Что посмотреть эксперту")
def show_queue(service: Held, principal: Judge, asked: WhatToReview, limit: Most = 20) -> ReviewShown:
    """Сначала самое неуверенное. Уже оценённое вами не показывается; вслепую первым идёт оценённое другими."""
    with service.store.reading() as session:
        showcase = Showcase(service, session, asked.bound, asked.blind)
        subjects = queue(session, asked, limit)
        items = (item for subject in subjects if (item := showcase.item(subject)))
        return ReviewShown(items=list(islice(items, limit)))


@router.post("/opinions", status_code=201, summary="Дать второе мнение")
def give_opinion(service: Held, principal: Judge, bound: Bound, given: Annotated[OpinionGiven, Body()]) -> OpinionShown:
    """409, если вы уже ответили иначе: увидев чужой ответ, своё мнение не меняют."""
    with service.store.writing() as session:
        subject = subject_of(session, given, bound)
        try:
            kept = give(session, subject, given.label, principal.user_id or "", given.comment)
        except GivenAlreadyError as error:
            raise ProblemError("conflict") from error
        return OpinionShown.model_validate(kept, from_attributes=True)


@router.get("/agreement", summary="Насколько согласны эксперты")
def show_agreement(service: Held, principal: Reader, bound: Bound) -> AgreementShown:
    """По парам ответов разных людей об одном и том же; правка считается мнением."""
    with service.store.reading() as session:
        found = agreements(session, bound)
    kinds = [
        KindAgreement.model_validate(
            {
                "kind": kind,
                "n": made.n,
                "share": made.share,
                "kappa": made.kappa,
                "confusions": [Confusion(one=one, other=other, n=n) for one, other, n in made.confusions],
            }
        )
        for kind, made in found.items()
    ]
    return AgreementShown(kinds=kinds)
