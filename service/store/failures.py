"""Failures of the database and the disk in the words of a person who can mend them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from nlp.errors import StoreError

_FULL = ("на диске нет места", "Освободите место и повторите: всё, что было принято раньше, цело.", "full")
_READ_ONLY = (
    "хранилище открыто только для чтения",
    "Проверьте права на папку хранилища и диск, затем повторите.",
    "read-only",
)
_ABSENT = (
    "файл или папка хранилища не открывается",
    "Проверьте, что папка SVERKA_HOME есть и доступна службе.",
    "absent",
)
_DAMAGED = ("файл базы повреждён или это не база", "Восстановите её из копии: sverka restore.", "damaged")
_DISK = ("диск не отвечает как должен", "Проверьте диск и журнал системы, затем повторите.", "disk")
_BUSY = ("другая программа слишком долго пишет в базу", "Повторите через минуту.", "busy")
_SERVER = ("сервер базы данных не отвечает", "Проверьте SVERKA_DATABASE_URL и что сервер запущен.", "absent")
_RIGHTS = (
    "у учётной записи базы данных нет прав",
    "Дайте ей права на схему или назовите другую в SVERKA_DATABASE_URL.",
    "read-only",
)

_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": _ABSENT,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_IOERR": _DISK,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
}
# Classes and codes of SQLSTATE.
_POSTGRESQL = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _RIGHTS,
    "28": _RIGHTS,
    "3D": _SERVER,
    "08": _SERVER,
    "53": _SERVER,
    "57P": _SERVER,
    "58": _DISK,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.ENOENT: _ABSENT,
    errno.ENOTDIR: _ABSENT,
}


def explained(error: BaseException, what: str = "Хранилище не ответило") -> StoreError | None:
    """Return what an error of a driver, of SQLAlchemy or of the disk means to a person; `None`: a fault of the program.

    The driver's own words stay out of it: they may hold values of rows.
    """
    if isinstance(error, StoreError):
        return error
    if isinstance(error, OSError):
        return of_disk(what, error)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    name, state = getattr(cause, "sqlite_errorname", None), getattr(cause, "sqlstate", None)
    told = None
    if name is not None:
        told = next((told for start, told in _SQLITE.items() if name.startswith(start)), None)
    elif state is not None:
        told = next((told for start, told in _POSTGRESQL.items() if state.startswith(start)), None)
    elif type(cause).__module__.startswith("psycopg") and type(cause).__name__ == "OperationalError":
        told = _SERVER  # no SQLSTATE: the connection itself failed
    return StoreError(what, *told) if told else None


def of_disk(what: str, error: OSError) -> StoreError:
    """Return an error of the disk in a person's words."""
    return StoreError(what, *_ERRNO.get(error.errno or 0, _DISK))


@contextmanager
def explaining(what: str) -> Iterator[None]:
    """Tell of full disks, missing rights and lost servers as a StoreError that begins with `what`."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        told = explained(error, what)
        if told is None:
            raise
        raise told from error
