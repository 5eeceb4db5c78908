"""Documents, plans, what they were taken apart into and answered, and the index of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The index of words holds no copy of the lemmas; triggers keep it in step, deletions by cascade included.
_FTS5 = (
    """CREATE VIRTUAL TABLE measure_words USING fts5(
        lemmas, content='measures', content_rowid='key', detail='none', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER measure_words_new AFTER INSERT ON measures BEGIN
        INSERT INTO measure_words(rowid, lemmas) VALUES (new.key, new.lemmas); END""",
    """CREATE TRIGGER measure_words_gone AFTER DELETE ON measures BEGIN
        INSERT INTO measure_words(measure_words, rowid, lemmas) VALUES ('delete', old.key, old.lemmas); END""",
    """CREATE TRIGGER measure_words_changed AFTER UPDATE OF key, lemmas ON measures BEGIN
        INSERT INTO measure_words(measure_words, rowid, lemmas) VALUES ('delete', old.key, old.lemmas);
        INSERT INTO measure_words(rowid, lemmas) VALUES (new.key, new.lemmas); END""",
)


def upgrade() -> None:
    """Create the tables and the index of words."""
    _documents()
    _plans()
    _catalogues()
    _comparisons()
    _corrections()
    _measures()
    _opinions()
    _coverage()
    _vectors()
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS5:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX measure_words ON measures USING gin (to_tsvector('simple', lemmas))")


def downgrade() -> None:
    """Refuse: an older program would lose what it does not know."""
    raise NotImplementedError


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("n_pages", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=32), nullable=True),
        sa.Column("uploaded_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["users.id"], name="documents_to_users_by_uploaded_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="documents_key"),
        sa.UniqueConstraint("sha256", name="documents_one_sha256"),
    )
    op.create_index("documents_by_state", "documents", ["state"])


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("period_start", sa.String(length=10), nullable=True),
        sa.Column("period_end", sa.String(length=10), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("lineage_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.String(length=64), nullable=True),
        sa.Column("passport_confirmed", sa.Boolean(), nullable=False),
        sa.Column("n_measures", sa.Integer(), nullable=False),
        sa.Column("n_notices", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("machine", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.Column("updated_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="plans_to_documents_by_document_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["plans.id"], name="plans_to_plans_by_previous_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="plans_key"),
    )
    _plans_indexes()


def _plans_indexes() -> None:
    op.create_index("plans_by_document_id", "plans", ["document_id"])
    op.create_index("plans_by_lineage_id", "plans", ["lineage_id"])
    op.create_index("plans_by_place", "plans", ["place"])
    op.create_index("plans_by_region", "plans", ["region_code", "municipality"])
    op.create_index("plans_by_stale", "plans", ["stale"])
    op.create_index("plans_by_upload", "plans", ["created_at", "id"])
    op.create_index("plans_by_year", "plans", ["year_from", "year_to"])


def _catalogues() -> None:
    op.create_table(
        "catalogues",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name="catalogues_to_users_by_created_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="catalogues_to_plans_by_plan_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="catalogues_key"),
        sa.UniqueConstraint("kind", "name", "version", name="catalogues_one_kind_name_version"),
    )


def _comparisons() -> None:
    op.create_table(
        "comparisons",
        sa.Column("left_id", sa.String(length=64), nullable=False),
        sa.Column("right_id", sa.String(length=64), nullable=False),
        sa.Column("left_revision", sa.Integer(), nullable=False),
        sa.Column("right_revision", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["plans.id"], name="comparisons_to_plans_by_left_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["right_id"], ["plans.id"], name="comparisons_to_plans_by_right_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("left_id", "right_id", name="comparisons_key"),
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=False),
        sa.Column("expert", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("undone_at", columns.Moment(), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="corrections_to_plans_by_plan_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["users.id"], name="corrections_to_users_by_undone_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="corrections_to_users_by_user_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="corrections_key"),
    )
    op.create_index("corrections_by_plan_id", "corrections", ["plan_id"])


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lemmas", sa.Text(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("n_words", sa.Double(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("category_probability", sa.Double(), nullable=False),
        sa.Column("category_origin", sa.String(length=8), nullable=False),
        sa.Column("activity", sa.String(length=64), nullable=True),
        sa.Column("activity_probability", sa.Double(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=True),
        sa.Column("ends", sa.String(length=10), nullable=True),
        sa.Column("recurrence", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="measures_to_plans_by_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="measures_key"),
        sa.UniqueConstraint("id", name="measures_one_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("measures_by_activity", "measures", ["activity"])
    op.create_index("measures_by_category", "measures", ["category"])
    op.create_index("measures_in_order", "measures", ["plan_id", "position"])


def _opinions() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("given_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="opinions_to_plans_by_plan_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="opinions_to_users_by_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="opinions_key"),
        sa.UniqueConstraint("kind", "subject", "user_id", name="opinions_one_kind_subject_user_id"),
    )
    op.create_index("opinions_by_plan_id", "opinions", ["plan_id"])


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("catalogue_id", sa.String(length=32), nullable=False),
        sa.Column("mandate", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("plan_revision", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"], ["catalogues.id"], name="coverage_to_catalogues_by_catalogue_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="coverage_to_plans_by_plan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "catalogue_id", "mandate", name="coverage_key"),
    )


def _vectors() -> None:
    op.create_table(
        "vectors",
        sa.Column("measure_key", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_key"], ["measures.key"], name="vectors_to_measures_by_measure_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_key", name="vectors_key"),
    )
    op.create_index("vectors_by_stamp", "vectors", ["stamp"])
