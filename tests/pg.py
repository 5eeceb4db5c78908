"""A private PostgreSQL for the tests: started once a session on a unix socket, gone with it."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from functools import lru_cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

_DEBIAN = "/usr/lib/postgresql/*/bin"
_USER = "sverka"
_numbers = count(1)
# Nothing here outlives the tests: no waiting for the disk.
_QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=",
    "max_connections=60",
    "jit=off",
)


def binaries() -> Path | None:
    """Return the folder with `initdb` and `postgres`, `None` where PostgreSQL is not installed."""
    told = [os.environ.get("SVERKA_POSTGRESQL_BIN", "")]
    if shutil.which("pg_config"):
        told.append(
            subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        )
    told += [str(path) for path in sorted(Path("/").glob(_DEBIAN.lstrip("/")), reverse=True)]
    return next((Path(folder) for folder in told if folder and (Path(folder) / "initdb").is_file()), None)


@lru_cache(maxsize=1)
def cluster() -> Path:
    """Start the server and return the folder of its socket; skips the test where there is no PostgreSQL."""
    found = binaries()
    if found is None:
        pytest.skip("нет PostgreSQL: установите пакет postgresql (в Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="sverka-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    as_user = _as_user(folder)
    data = folder / "data"
    initdb = [found / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run([*as_user, *initdb], check=True, capture_output=True, cwd=folder)
    options = [part for option in _QUICK for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        command = [*as_user, found / "postgres", "-D", data, "-k", folder, *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    atexit.register(_stop, server)
    _wait(folder, server)
    return folder


def new_database(template: str = "template0") -> str:
    """Create an empty database, or a copy of another one, and return its name."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(f"host={cluster()} user={_USER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
    return name


def drop_database(name: str) -> None:
    with psycopg.connect(f"host={cluster()} user={_USER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def url(name: str, **options: str) -> str:
    """Return the SQLAlchemy URL of a database; `options` are settings of the session."""
    settings = "".join(f"&options=-c%20{key}%3D{value}" for key, value in options.items())
    return f"postgresql://{_USER}@/{name}?host={cluster()}{settings}"


def _as_user(folder: Path) -> list[str]:
    """Return the command that runs another one as somebody who is not root (PostgreSQL refuses root)."""
    die_with_us = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return die_with_us
    user = next((u for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody")), None)
    if user is None or not die_with_us:
        pytest.skip("PostgreSQL не запускается от root: установите пакет util-linux (setpriv)")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*die_with_us, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text("utf-8", "replace"))
        try:
            psycopg.connect(f"host={folder} user={_USER} dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not start")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
