"""Tokens of programs: everybody has their own; administrators see and revoke those of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from service.access import tokens
from service.access.policy import may, require
from service.access.principal import Principal
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.account import NewToken, TokenIssued, TokenList, TokenShown
from service.schemas.base import Id
from service.state import Held
from service.store.audit import note
from service.store.tables_access import Token

router = api_router("Токены программ")
Reader = Annotated[Principal, Depends(require("account.read"))]
Changer = Annotated[Principal, Depends(require("account.change"))]
Manager = Annotated[Principal, Depends(require("user.manage"))]


@router.get("/tokens", summary="Мои токены")
def list_tokens(service: Held, principal: Reader) -> TokenList:
    """Без секретов: их показывают один раз."""
    with service.store.reading() as session:
        return TokenList(tokens=[_shown(token) for token in tokens.of_user(session, principal.user_id)])


@router.get("/users/{user_id}/tokens", summary="Токены учётной записи")
def list_tokens_of_user(service: Held, principal: Manager, user_id: Id) -> TokenList:
    """Для администратора."""
    with service.store.reading() as session:
        return TokenList(tokens=[_shown(token) for token in tokens.of_user(session, user_id)])


@router.post("/tokens", status_code=201, summary="Выдать токен")
def issue_token(service: Held, principal: Changer, given: NewToken) -> TokenIssued:
    """Действует с правами того, кто его выдал. Секрет больше не показывается."""
    if principal.way == "program":
        raise ProblemError("forbidden", "interactive-only")
    life = timedelta(days=given.life_days) if given.life_days is not None else None
    with service.store.writing() as session:
        token, secret = tokens.issue(session, principal.user_id, given.label, life)
        note(session, principal.user_id, "token.issue", token.id)
        return TokenIssued(**_shown(token).model_dump(), secret=secret)


@router.delete("/tokens/{token_id}", status_code=204, summary="Отозвать токен")
def revoke_token(service: Held, principal: Changer, token_id: Id) -> None:
    """Свой — каждый, чужой — администратор. Следующий запрос с ним уже не пройдёт."""
    with service.store.writing() as session:
        token = session.get(Token, token_id)
        is_visible = token is not None and (token.user_id == principal.user_id or may(principal, "user.manage"))
        if token is None or not is_visible or token.kind != "program":
            raise ProblemError("not-found", "no-token")
        tokens.revoke(session, token_id)
        note(session, principal.user_id, "token.revoke", token_id)


def _shown(token: Token) -> TokenShown:
    return TokenShown.model_validate(token, from_attributes=True)
