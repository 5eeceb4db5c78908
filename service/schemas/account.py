"""Accounts, sessions and tokens as HTTP shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from service.access.principal import Role, Way
from service.schemas.base import Answer, Id, Line, Question, RegionCode

Login = Annotated[
    str, StringConstraints(min_length=2, max_length=100, pattern=r"^[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё._@+-]+$")
]
GivenLogin = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
GivenPassword = Annotated[str, StringConstraints(min_length=1, max_length=200)]
NewPassword = Annotated[str, StringConstraints(min_length=12, max_length=200)]
Regions = Annotated[tuple[RegionCode, ...], Field(max_length=100, description="коды регионов; пусто — все")]


class Credentials(Question):
    """A login with its password."""

    login: GivenLogin = Field(examples=["expert"])
    password: GivenPassword = Field(examples=["верная-лошадь-скрепка"])


class PasswordChange(Question):
    """One's own new password."""

    present: GivenPassword = Field(description="прежний пароль", examples=["верная-лошадь-скрепка"])
    new: NewPassword = Field(description="новый, не короче 12 знаков", examples=["тихий-пруд-и-фонарь"])


class Me(Answer):
    """Who asks."""

    user_id: Id
    login: str = Field(examples=["expert"])
    role: Role
    regions: list[str] = Field(description="коды регионов; пусто — все", examples=[["28"]])
    way: Way = Field(description="session — вход по паролю, program — токен, local — режим без входа")


class NewUser(Question):
    """An account to be made."""

    login: Login = Field(examples=["rayon"])
    role: Role = Field(examples=["expert"])
    name: Line = Field(default="", description="как показывать человека", examples=["Эксперт района"])
    regions: Regions = Field(default=(), examples=[["28"]])
    password: NewPassword | None = Field(
        default=None, description="без него по паролю не войти", examples=["верная-лошадь-скрепка"]
    )


class UserChange(Question):
    """What is to change of an account; absent: stays."""

    name: Line | None = None
    role: Role | None = Field(default=None, examples=["viewer"])
    regions: Regions | None = None
    disabled: bool | None = Field(default=None, description="true закрывает вход и токены сразу")
    password: NewPassword | None = Field(
        default=None, description="новый пароль; прежние сеансы кончаются", examples=["тихий-пруд-и-фонарь"]
    )


class UserShown(Answer):
    """An account."""

    id: Id
    login: str = Field(examples=["expert"])
    name: str = Field(examples=["Эксперт района"])
    role: Role
    regions: list[str] = Field(examples=[["28"]])
    disabled: bool
    locked_until: AwareDatetime | None = Field(description="до какого времени закрыт вход после неудач")
    created_at: AwareDatetime


class UserList(Answer):
    """Accounts by login."""

    users: list[UserShown]


class NewToken(Question):
    """A token of a program to be made."""

    label: Line = Field(min_length=1, description="для чего он", examples=["Выгрузка в отчёт"])
    life_days: int | None = Field(default=None, ge=1, le=3650, description="срок в днях; без него — бессрочный")


class TokenShown(Answer):
    """A token of a program, without its secret."""

    id: Id
    label: str = Field(examples=["Выгрузка в отчёт"])
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    used_at: AwareDatetime | None = Field(description="последнее обращение, с точностью до часа")


class TokenList(Answer):
    """Tokens, the newest first."""

    tokens: list[TokenShown]


class TokenIssued(TokenShown):
    """A new token with its secret, which is shown this once."""

    secret: str = Field(description="передавайте в заголовке Authorization: Bearer …", examples=["sverka_…"])
