"""`sverka user …`: accounts, for whoever has the server's console."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.store.tables_access import User

app = typer.Typer(
    help="Учётные записи: завести, показать, закрыть, сменить роль и пароль, выдать токен программе.\n\n"
    "Пример: sverka user add rayon --role expert --region 28",
    no_args_is_help=True,
)


class RoleName(StrEnum):
    """What an account may do."""

    viewer = "viewer"
    expert = "expert"
    admin = "admin"


Login = Annotated[str, typer.Argument(help="Имя входа.", show_default=False)]
Regions = Annotated[
    list[str] | None, typer.Option("--region", help="Код региона; можно несколько раз. Без него – все регионы.")
]
ROLES = {"viewer": "наблюдатель", "expert": "эксперт", "admin": "администратор"}


@app.command()
def add(
    login: Login,
    role: Annotated[RoleName, typer.Option(help="Роль.")] = RoleName.viewer,
    name: Annotated[str, typer.Option(help="Как показывать человека.")] = "",
    region: Regions = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="Без пароля: только токены программ.")] = False,
) -> None:
    """Завести учётную запись; пароль спросит или прочтёт строкой со стандартного ввода.

    Пример: sverka user add rayon --role expert --region 28
    """
    from service.commands.telling import installation, opened, stop, tell, told_errors

    settings = installation()
    with told_errors():
        from pydantic import ValidationError

        from service.access import users
        from service.schemas.account import NewUser
        from service.store.audit import note

        try:
            given = NewUser(login=login, role=role.value, name=name, regions=tuple(region or ()))
        except ValidationError as error:
            fields = {
                "login": "имя входа (от 2 знаков: буквы, цифры, . _ @ + -)",
                "regions": "код региона (две цифры)",
                "name": "имя",
            }
            stop(2, f"Не подходит: {', '.join(sorted({fields.get(str(e['loc'][0]), '') for e in error.errors()}))}.")
        kept = "" if no_password else _hashed(given.login)
        account = users.Account(given.login, given.role, given.name, given.regions, kept)
        with opened(settings, must_exist=False) as store, store.writing() as session:
            user = users.create_user(session, account)
            note(session, None, "user.add", user.id, role=user.role, regions=user.regions)
    tell(f"Заведена учётная запись {user.login}: {ROLES[user.role]}.")


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Печатать JSON.")] = False) -> None:
    """Показать учётные записи.

    Пример: sverka user list
    """
    from service.commands.telling import installation, opened, told_errors

    settings = installation()
    with told_errors():
        from service.access import users

        with opened(settings) as store, store.reading() as session:
            found = users.all_users(session)
    rows = [
        {"id": u.id, "login": u.login, "name": u.name, "role": u.role, "regions": u.regions, "disabled": u.disabled}
        for u in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for user in found:
        regions = f"регионы {', '.join(user.regions)}" if user.regions else "все регионы"
        typer.echo("\t".join([user.login, ROLES[user.role], regions, *(["закрыта"] if user.disabled else [])]))


@app.command()
def disable(login: Login, undo: Annotated[bool, typer.Option("--undo", help="Открыть снова.")] = False) -> None:
    """Закрыть учётную запись: сеансы и токены перестают действовать сразу.

    Пример: sverka user disable rayon
    """
    _change(login, disabled=not undo)


@app.command()
def role(
    login: Login,
    role: Annotated[RoleName, typer.Argument(help="Роль.", show_default=False)],
    region: Regions = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Снять привязку к регионам.")] = False,
) -> None:
    """Сменить роль и, если названы, регионы.

    Пример: sverka user role rayon viewer --region 28
    """
    regions = () if everywhere else tuple(region) if region else None
    _change(login, role=role.value, regions=regions)


@app.command()
def password(login: Login) -> None:
    """Сменить пароль: спросит без показа или прочтёт строкой со стандартного ввода; прежние сеансы кончаются.

    Пример: sverka user password rayon
    """
    from service.commands.telling import told_errors

    with told_errors():
        kept = _hashed(login)
    _change(login, password_hash=kept)


@app.command()
def token(
    login: Login,
    label: Annotated[str, typer.Option(help="Для чего он.")] = "командная строка",
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="Срок в днях; без него – бессрочный.")] = None,
) -> None:
    """Выдать токен программе; он печатается один раз.

    Пример: sverka user token rayon --label "выгрузка в отчёт" --days 90
    """
    from datetime import timedelta

    from service.commands.telling import installation, opened, tell, told_errors

    settings = installation()
    with told_errors():
        from service.access import tokens
        from service.store.audit import note

        life = timedelta(days=days) if days else None
        with opened(settings) as store, store.writing() as session:
            user = _user(session, login)
            issued, secret = tokens.issue(session, user.id, label, life)
            note(session, None, "token.issue", issued.id, user=user.id)
    tell("Токен показан один раз; передавайте его в заголовке Authorization: Bearer …")
    typer.echo(secret)


def _change(login: str, **change: Any) -> None:
    from service.commands.telling import installation, opened, tell, told_errors

    settings = installation()
    with told_errors():
        from service.access import users
        from service.store.audit import note

        wanted = users.Change(**change)
        with opened(settings) as store, store.writing() as session:
            user = users.change_user(session, _user(session, login).id, wanted)
            fields = sorted(name for name, value in change.items() if value is not None)
            note(session, None, "user.change", user.id, fields=fields, role=user.role, regions=user.regions)
    tell(f"Учётная запись {user.login}: {ROLES[user.role]}{', закрыта' if user.disabled else ''}.")


def _user(session: Session, login: str) -> User:
    from service.access.users import by_login
    from service.problems import ProblemError

    user = by_login(session, login)
    if user is None:
        raise ProblemError("not-found", "no-user")
    return user


def _hashed(login: str) -> str:
    """Return what is kept of a password that is asked for without echo, or read from standard input; never an argument."""
    import sys
    from getpass import getpass

    from service.access.passwords import LONGEST, Passwords, check_strength
    from service.commands.telling import stop

    if sys.stdin.isatty():
        given = getpass("Пароль (не короче 12 знаков): ")
        if getpass("Ещё раз: ") != given:
            stop(1, "Пароли не совпали: ничего не изменено.")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) > LONGEST:
        stop(1, f"Пароль длиннее {LONGEST} знаков: ничего не изменено.")
    check_strength(login, given)
    return Passwords().hash(given)
