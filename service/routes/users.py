"""Accounts: for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from service.access import passwords, users
from service.access.policy import require
from service.access.principal import Principal
from service.routing import api_router
from service.schemas.account import NewUser, UserChange, UserList, UserShown
from service.schemas.base import Id
from service.state import Held, Service
from service.store.audit import note
from service.store.tables_access import User

router = api_router("Учётные записи", "/users")
Manager = Annotated[Principal, Depends(require("user.manage"))]


@router.get("", summary="Все учётные записи")
def list_users(service: Held, principal: Manager) -> UserList:
    """По имени."""
    with service.store.reading() as session:
        return UserList(users=[_shown(user) for user in users.all_users(session)])


@router.post("", status_code=201, summary="Завести учётную запись")
async def add_user(service: Held, principal: Manager, given: NewUser) -> UserShown:
    """409, если имя занято."""
    return await service.access.passwords.run(lambda: _add(service, principal, given))


@router.get("/{user_id}", summary="Учётная запись")
def show_user(service: Held, principal: Manager, user_id: Id) -> UserShown:
    """По её номеру."""
    with service.store.reading() as session:
        return _shown(users.user_of(session, user_id))


@router.patch("/{user_id}", summary="Изменить учётную запись")
async def change_user(service: Held, principal: Manager, user_id: Id, given: UserChange) -> UserShown:
    """Не указанное остаётся как было. Роль и регионы действуют со следующего запроса этого человека."""
    return await service.access.passwords.run(lambda: _change(service, principal, user_id, given))


def _add(service: Service, principal: Principal, given: NewUser) -> UserShown:
    kept = _hash(service, given.login, given.password) or ""
    account = users.Account(given.login, given.role, given.name, given.regions, kept)
    with service.store.writing() as session:
        user = users.create_user(session, account)
        note(session, principal.user_id, "user.add", user.id, role=user.role, regions=user.regions)
        return _shown(user)


def _change(service: Service, principal: Principal, user_id: str, given: UserChange) -> UserShown:
    with service.store.reading() as session:
        login = users.user_of(session, user_id).login
    kept = _hash(service, login, given.password)
    change = users.Change(given.name, given.role, given.regions, given.disabled, kept)
    with service.store.writing() as session:
        user = users.change_user(session, user_id, change)
        fields = sorted(given.model_fields_set)
        note(session, principal.user_id, "user.change", user_id, fields=fields, role=user.role, regions=user.regions)
        return _shown(user)


def _hash(service: Service, login: str, password: str | None) -> str | None:
    if password is None:
        return None
    passwords.check_strength(login, password)
    return service.access.passwords.hash(password)


def _shown(user: User) -> UserShown:
    return UserShown.model_validate(user, from_attributes=True)
