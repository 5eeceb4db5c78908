"""From the secret of a session or a token to who it stands for: one query by an index, for every request."""

from __future__ import annotations

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, cast

from anyio.to_thread import run_sync
from sqlalchemy import text, update
from sqlalchemy.exc import SQLAlchemyError

from service.access.principal import Principal, Role, Way
from service.store.columns import now
from service.store.engine import Store
from service.store.tables_access import Token

_QUERY = """
SELECT t.id, t.kind, t.used_at IS NULL OR t.used_at < :hour_ago, u.id, u.login, u.role, u.regions
FROM tokens t JOIN users u ON u.id = t.user_id
WHERE t.sha256 = :sha256 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > :now) AND NOT u.disabled
"""
_Found = tuple[str, str, bool, str, str, str, Any]


def digest(secret: str) -> str:
    """Return what is kept of a secret; it has 256 random bits, so a plain sha256 cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Lookup:
    """Finds who a secret stands for; nothing is remembered, so a revoked one is refused from the next request on.

    On SQLite the query runs in the event loop on a connection of its own (microseconds; a reader never waits in WAL
    mode, nor for connections that busy requests hold). On PostgreSQL it runs in a thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._connection: Any = None
        self._touching: set[str] = set()
        self._writer: ThreadPoolExecutor | None = None

    async def find(self, secret: str) -> Principal | None:
        """Return the principal; None for a secret that is unknown, revoked, expired or of a disabled account."""
        sha256 = digest(secret)
        row = self._from_sqlite(sha256) if self._store.is_sqlite else await run_sync(self._from_server, sha256)
        if row is None:
            return None
        token_id, kind, idle, user_id, login, role, regions = row
        if idle and token_id not in self._touching:
            self._touching.add(token_id)
            if self._writer is None:
                self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sverka-tokens")
            self._writer.submit(self._write_use, token_id)
        bound = json.loads(regions) if isinstance(regions, str) else regions
        return Principal(user_id, login, cast(Role, role), frozenset(bound), cast(Way, kind), token_id)

    def close(self) -> None:
        """Give the connection and the writing thread back; the next use takes new ones."""
        if self._writer is not None:
            self._writer.shutdown(wait=True)
            self._writer = None
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _from_sqlite(self, sha256: str) -> _Found | None:
        moment = now()
        with self._lock:
            if self._connection is None:
                self._connection = self._store.engine.raw_connection()
                self._connection.detach()  # the pool may be all in use; this one is never
            values = {"sha256": sha256, "now": _stored(moment), "hour_ago": _stored(moment - timedelta(hours=1))}
            cursor = self._connection.cursor()
            try:
                return cast("_Found | None", cursor.execute(_QUERY, values).fetchone())
            finally:
                cursor.close()

    def _from_server(self, sha256: str) -> _Found | None:
        moment = now()
        values = {"sha256": sha256, "now": moment, "hour_ago": moment - timedelta(hours=1)}
        with self._store.engine.connect() as connection:
            row = connection.execute(text(_QUERY), values).first()
        return cast("_Found | None", tuple(row) if row is not None else None)

    def _write_use(self, token_id: str) -> None:
        """Note that a token is in use, about once an hour; a store that cannot write now is no reason to refuse."""
        try:
            with self._store.writing() as session:
                session.execute(update(Token).where(Token.id == token_id).values(used_at=now()))
        except SQLAlchemyError:
            return
        finally:
            self._touching.discard(token_id)


def _stored(moment: datetime) -> str:
    # As SQLAlchemy writes moments into SQLite: comparable as text.
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
