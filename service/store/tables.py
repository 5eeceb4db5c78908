"""Tables of plans: what was uploaded, what it was taken apart into, what was answered, what experts changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.store.columns import Moment, now

Json = dict[str, Any]


def new_id() -> str:
    """Return an id that nobody can guess."""
    return uuid4().hex


class Base(DeclarativeBase):
    """Root of all tables; constraints have names, so that a later layout can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_by_%(column_0_N_name)s",
            "uq": "%(table_name)s_one_%(column_0_N_name)s",
            "fk": "%(table_name)s_to_%(referred_table_name)s_by_%(column_0_N_name)s",
            "pk": "%(table_name)s_key",
        }
    )
    type_annotation_map = {datetime: Moment, Json: JSON, list[str]: JSON, str: Text, bytes: LargeBinary}  # noqa: RUF012


class Document(Base):
    """An uploaded file; its bytes lie in the originals by sha256, `packed` is the zlib JSON of what the reader saw."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int]
    n_pages: Mapped[int | None]
    state: Mapped[str | None] = mapped_column(String(16), index=True)  # None until it is read
    message: Mapped[str] = mapped_column(default="")
    packed: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    uploaded_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)


class Plan(Base):
    """A roadmap of a document. `machine` is the roadmap as the models gave it, `body` the same with all corrections.

    `id` is the roadmap's id (sha256 of the file's bytes and the part), so the same bytes are the same plan. `revision`
    grows with every change of `body` and is the plan's ETag. Versions of one plan form a lineage.
    """

    __tablename__ = "plans"
    __table_args__ = (
        Index("plans_by_region", "region_code", "municipality"),
        Index("plans_by_year", "year_from", "year_to"),
        Index("plans_by_upload", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    part: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str | None] = mapped_column(String(8))
    municipality: Mapped[str | None]
    period_start: Mapped[str | None] = mapped_column(String(10))
    period_end: Mapped[str | None] = mapped_column(String(10))
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    place: Mapped[str | None] = mapped_column(index=True)  # region and municipality folded; None: it stands alone
    lineage_id: Mapped[str] = mapped_column(String(32), index=True)
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    passport_confirmed: Mapped[bool] = mapped_column(default=False)
    n_measures: Mapped[int]
    n_notices: Mapped[int]
    words: Mapped[str] = mapped_column(default="")  # title, places and file name, folded: what a plan is found by
    machine: Mapped[bytes] = mapped_column(deferred=True)
    body: Mapped[bytes] = mapped_column(deferred=True)
    revision: Mapped[int] = mapped_column(default=1)
    stamp: Mapped[str] = mapped_column(String(64))  # of the models that made `machine`
    stale: Mapped[bool] = mapped_column(default=False, index=True)
    change: Mapped[int] = mapped_column(default=0)  # the store's turn in which it was last written
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class Measure(Base):
    """A row of a plan's `body`, with what people filter by; rewritten whole with each revision of the plan."""

    __tablename__ = "measures"
    # A key never comes back: whoever remembers rows by their keys must not take another row for one of them.
    __table_args__ = (Index("measures_in_order", "plan_id", "position"), {"sqlite_autoincrement": True})

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)  # what full text and vectors refer to
    id: Mapped[str] = mapped_column(String(64), unique=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    lemmas: Mapped[str] = mapped_column(deferred=True)  # what `nlp.search` indexes, each once, parted by blanks
    counts: Mapped[bytes] = mapped_column(deferred=True)  # how much each lemma counts (store.words)
    n_words: Mapped[float]
    category: Mapped[str | None] = mapped_column(String(16), index=True)
    category_probability: Mapped[float] = mapped_column(default=0.0)
    category_origin: Mapped[str] = mapped_column(String(8), default="model")
    activity: Mapped[str | None] = mapped_column(String(64), index=True)
    activity_probability: Mapped[float] = mapped_column(default=0.0)
    roles: Mapped[str] = mapped_column(default="")  # «|school|tutor|»
    starts: Mapped[str | None] = mapped_column(String(10))
    ends: Mapped[str | None] = mapped_column(String(10))
    recurrence: Mapped[str] = mapped_column(String(16), default="missing")


class Vector(Base):
    """The vector of a measure's text: float32, length 1; `stamp` is the encoder's."""

    __tablename__ = "vectors"

    measure_key: Mapped[int] = mapped_column(ForeignKey("measures.key", ondelete="CASCADE"), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[bytes]


class Comparison(Base):
    """The machine's alignment of two plans at their revisions; left is the smaller id."""

    __tablename__ = "comparisons"

    left_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    right_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    left_revision: Mapped[int]
    right_revision: Mapped[int]
    stamp: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes]  # JSON list of nlp.domain.Match


class CoverageRow(Base):
    """How a plan covers one mandate of a catalogue, by the machine."""

    __tablename__ = "coverage"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    catalogue_id: Mapped[str] = mapped_column(ForeignKey("catalogues.id", ondelete="CASCADE"), primary_key=True)
    mandate: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    probability: Mapped[float]
    body: Mapped[bytes]  # JSON of nlp.domain.Coverage
    plan_revision: Mapped[int]
    stamp: Mapped[str] = mapped_column(String(64))


class Catalogue(Base):
    """A version of a catalogue: of mandates, activities or terms; never changed, only followed by the next version."""

    __tablename__ = "catalogues"
    __table_args__ = (UniqueConstraint("kind", "name", "version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))  # mandates | categories | activities | glossary
    name: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    origin: Mapped[str] = mapped_column(String(8))  # builtin | yaml | plan | expert
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
    body: Mapped[bytes]  # JSON list of the kind's records
    sha256: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Correction(Base):
    """What an expert changed, with the machine's answer beside it; undone ones stay in the history.

    `target` names what was changed (a measure's id, a mandate, the other measure of a match); `anchor` is the
    measure's text when it was corrected: after a new analysis has moved the row, the correction follows its text.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # passport|cell|split|join|category|activity|match|coverage
    target: Mapped[Json]
    anchor: Mapped[str] = mapped_column(default="")
    machine: Mapped[Json]
    expert: Mapped[Json]
    comment: Mapped[str] = mapped_column(default="")
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Opinion(Base):
    """A second opinion, given without seeing the first: how far experts agree is measured on these."""

    __tablename__ = "opinions"
    __table_args__ = (UniqueConstraint("kind", "subject", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # category | match | coverage
    subject: Mapped[str] = mapped_column(String(200))  # measure id, «left~right», «catalogue:mandate»
    label: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(default="")
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    given_at: Mapped[datetime] = mapped_column(default=now)


class Turn(Base):
    """One row: the number of transactions that wrote plans. Its lock makes them take turns on every database."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int]


class Removal(Base):
    """Bytes of a deleted document that may still lie in the originals; erased after the deletion is certain."""

    __tablename__ = "removals"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class AuditEntry(Base):
    """Who did what and when; never changed, outlives what it tells of."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[str | None] = mapped_column(String(32), index=True)
    action: Mapped[str] = mapped_column(String(40))  # «document.upload», «plan.correct», «user.lock» …
    object_id: Mapped[str] = mapped_column(default="", index=True)
    detail: Mapped[Json] = mapped_column(default=dict)  # codes and ids, never a plan's words
