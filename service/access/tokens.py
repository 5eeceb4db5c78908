"""Sessions of browsers and tokens of programs: made, listed, revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.access.lookup import digest
from service.store.columns import now
from service.store.tables_access import Token

SESSION_LIFE = timedelta(days=7)
PREFIX = "sverka_"  # lets a secret scanner recognise a program's token


def open_session(session: Session, user_id: str) -> str:
    """Store a new session of a browser and return its secret."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    token = Token(user_id=user_id, sha256=digest(secret), kind="session", expires_at=moment + SESSION_LIFE)
    token.used_at = moment
    session.add(token)
    return secret


def issue(session: Session, user_id: str, label: str, life: timedelta | None) -> tuple[Token, str]:
    """Store a new token of a program; return it with its secret, which nobody can see again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    moment = now()
    token = Token(user_id=user_id, sha256=digest(secret), kind="program", label=label)
    token.created_at = token.used_at = moment
    token.expires_at = moment + life if life is not None else None
    session.add(token)
    session.flush()
    return token, secret


def of_user(session: Session, user_id: str) -> list[Token]:
    """Return the tokens of a user's programs that are not revoked, the newest first."""
    query = select(Token).where(Token.user_id == user_id, Token.kind == "program", Token.revoked_at.is_(None))
    return list(session.scalars(query.order_by(Token.created_at.desc(), Token.id)))


def revoke(session: Session, token_id: str) -> None:
    """Make a token worthless from the next request on."""
    session.execute(update(Token).where(Token.id == token_id, Token.revoked_at.is_(None)).values(revoked_at=now()))


def revoke_sessions(session: Session, user_id: str, but: str | None = None) -> None:
    """End all sessions of a user except one."""
    query = update(Token).where(Token.user_id == user_id, Token.kind == "session", Token.revoked_at.is_(None))
    if but is not None:
        query = query.where(Token.id != but)
    session.execute(query.values(revoked_at=now()))


def forget_old(session: Session) -> int:
    """Delete sessions and tokens that ended a month ago; return how many."""
    from sqlalchemy import delete, or_

    limit = now() - timedelta(days=30)
    done = session.execute(delete(Token).where(or_(Token.expires_at < limit, Token.revoked_at < limit)))
    return int(getattr(done, "rowcount", 0))
