"""Tables of the service itself: accounts, tokens, jobs, facts about the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.store.columns import now
from service.store.tables import Base, Json, new_id


class User(Base):
    """A person's account; `regions` binds it to federal subjects by code, empty: all."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")  # argon2id; empty: no login by password
    role: Mapped[str] = mapped_column(String(8))  # viewer | expert | admin
    regions: Mapped[list[str]] = mapped_column(default=list)
    n_failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Token(Base):
    """A session of the browser or a program's token; only the sha256 of the secret is kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))  # session | program
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Job(Base):
    """Work that goes on after the answer; whoever holds the lease works on it.

    States: queued → running → done | failed | cancelled; a lease that has run out makes a running job queued again.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("jobs_to_take", "state", "priority", "not_before"),
        Index("jobs_of_user", "created_by", "state"),
        Index("jobs_of_subject", "subject_id", "kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(24))
    payload: Mapped[Json]
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    subject_id: Mapped[str] = mapped_column(String(64), default="")  # of the document, plan or catalogue it works on
    priority: Mapped[int] = mapped_column(default=0)  # higher first: people who wait before work in the background
    version: Mapped[int] = mapped_column(default=1)  # grows with every change that a person may see
    state: Mapped[str] = mapped_column(String(12), default="queued")
    stage: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    n_attempts: Mapped[int] = mapped_column(default=0)  # that ended in a crash or an error which may pass
    n_takeovers: Mapped[int] = mapped_column(default=0)  # leases that ran out: the whole service was gone
    max_attempts: Mapped[int] = mapped_column(default=5)
    not_before: Mapped[datetime] = mapped_column(default=now)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    result: Mapped[Json] = mapped_column(default=dict)
    error: Mapped[Json] = mapped_column(default=dict)  # what, why, advice
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    finished_at: Mapped[datetime | None]


class Fact(Base):
    """A fact about the store as a whole: the stamp of the models in use, the version of its layout."""

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
