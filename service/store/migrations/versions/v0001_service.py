"""Accounts, tokens, jobs, facts, the audit log, turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _audit()
    _facts()
    _removals()
    _turns()
    _users()
    _jobs()
    _tokens()
    op.execute("INSERT INTO turns (name, value) VALUES ('plans', 0)")


def downgrade() -> None:
    """Refuse: an older program would lose what it does not know."""
    raise NotImplementedError


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="audit_key"),
    )
    op.create_index("audit_by_at", "audit", ["at"])
    op.create_index("audit_by_object_id", "audit", ["object_id"])
    op.create_index("audit_by_user_id", "audit", ["user_id"])


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="facts_key"),
    )


def _removals() -> None:
    op.create_table(
        "removals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="removals_key"),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="turns_key"),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("n_failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", columns.Moment(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="users_key"),
        sa.UniqueConstraint("login", name="users_one_login"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("n_attempts", sa.Integer(), nullable=False),
        sa.Column("n_takeovers", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", columns.Moment(), nullable=False),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", columns.Moment(), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.Column("finished_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="jobs_to_users_by_created_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="jobs_key"),
        sa.UniqueConstraint("idempotency_key", name="jobs_one_idempotency_key"),
    )
    op.create_index("jobs_by_created_at", "jobs", ["created_at"])
    op.create_index("jobs_of_subject", "jobs", ["subject_id", "kind"])
    op.create_index("jobs_of_user", "jobs", ["created_by", "state"])
    op.create_index("jobs_to_take", "jobs", ["state", "priority", "not_before"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.Column("expires_at", columns.Moment(), nullable=True),
        sa.Column("revoked_at", columns.Moment(), nullable=True),
        sa.Column("used_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="tokens_to_users_by_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="tokens_key"),
        sa.UniqueConstraint("sha256", name="tokens_one_sha256"),
    )
    op.create_index("tokens_by_user_id", "tokens", ["user_id"])
