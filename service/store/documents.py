"""Documents: uploaded files, each once, and their removal with everything that came of them."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.store.audit import note
from service.store.engine import Store
from service.store.erasing import erase_after_commit
from service.store.lineage import relink
from service.store.originals import Originals
from service.store.tables import Catalogue, Document, Plan, Removal, new_id
from service.store.turns import take_turn


def keep(store: Store, originals: Originals, data: bytes, name: str, user_id: str | None) -> tuple[Document, bool]:
    """Keep an uploaded file: bytes first, then its row; on return both are certain.

    Returns:
        The document, and False where the same bytes were there already.

    Raises:
        StoreError: the disk is full or not writable.
    """
    sha256 = originals.put(data)
    with store.writing() as session:
        document, is_new = add_document(session, sha256, name, len(data), user_id)
        if not originals.has(sha256):  # erased by a deletion of the same bytes between the two
            originals.put(data)
        if is_new:
            note(session, user_id, "document.upload", document.id, size_bytes=len(data))
    return document, is_new


def add_document(
    session: Session, sha256: str, name: str, size_bytes: int, user_id: str | None
) -> tuple[Document, bool]:
    """Enter an uploaded file whose bytes are kept; return it, and False where the same bytes were there already."""
    session.execute(delete(Removal).where(Removal.sha256 == sha256))
    insert = (sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert)(Document)
    document_id = new_id()
    row = {"id": document_id, "sha256": sha256, "name": name, "size_bytes": size_bytes, "uploaded_by": user_id}
    session.execute(insert.values(row).on_conflict_do_nothing(index_elements=[Document.sha256]))
    document = session.scalars(select(Document).where(Document.sha256 == sha256)).one()
    return document, document.id == document_id


def delete_document(session: Session, originals: Originals, document_id: str, user_id: str | None = None) -> bool:
    """Delete a document with its plans and everything derived from them, catalogues made of its plans included.

    The bytes are erased when the transaction is certain; the versions before and after are linked to each other.

    Returns:
        False where there is no such document.
    """
    take_turn(session)
    sha256 = session.scalar(select(Document.sha256).where(Document.id == document_id))
    if sha256 is None:
        return False
    plans = session.execute(select(Plan.id, Plan.place).where(Plan.document_id == document_id)).all()
    made_of = Catalogue.plan_id.in_([plan.id for plan in plans])
    session.execute(delete(Catalogue).where(Catalogue.origin == "plan", made_of))
    session.execute(delete(Document).where(Document.id == document_id))
    if not session.scalar(select(exists().where(Removal.sha256 == sha256))):
        session.add(Removal(sha256=sha256))
    for place in {plan.place for plan in plans if plan.place}:
        relink(session, place)
    note(session, user_id, "document.delete", document_id, n_plans=len(plans))
    session.flush()
    erase_after_commit(session, originals)
    return True
