"""Taking files in: once it answers, neither the bytes nor the work on them can be lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.jobs import queue
from service.store.audit import note
from service.store.documents import add_document
from service.store.engine import Store
from service.store.failures import explaining
from service.store.originals import Originals
from service.store.tables_access import Job

# States in which reading the same bytes once more may end otherwise.
_WORTH_RETRYING = frozenset({"failed", "timeout", "oom", "crash"})


@dataclass(frozen=True)
class Accepted:
    """A file that was taken in: its document (none for an archive, whose members become documents) and the job on it."""

    document_id: str | None
    job_id: str
    is_duplicate: bool


@dataclass(frozen=True)
class Upload:
    """A file as somebody hands it over; `key` is the sender's own name for this upload, so that it may be repeated."""

    data: bytes
    name: str
    user_id: str | None = None
    key: str | None = None


def intake(store: Store, originals: Originals, upload: Upload) -> Accepted:
    """Keep a file's bytes, then its document and its job in one transaction; answer when both are on the disk.

    Bytes that are known already give their document and its job; a reading that failed is tried again. Should the
    process die between the bytes and the transaction, nobody was answered and the bytes alone are left, for `sverka
    check` to remove.

    Raises:
        StoreError: the disk is full or the store read-only; nothing was taken in.
        InputError: the key was used for another file.
    """
    originals.put(upload.data)
    with explaining("Файл не принят"), store.writing() as session:
        return enter(session, originals, upload)


def enter(session: Session, originals: Originals, upload: Upload, may_unpack: bool = True) -> Accepted:
    """Enter a file whose bytes are kept into the caller's transaction, with its job.

    Args:
        session: a writing session.
        originals: where the bytes lie.
        upload: the file.
        may_unpack: False for what came out of an archive: an archive in an archive is no plan.

    Raises:
        InputError: the key was used for another file.
    """
    sha256 = hashlib.sha256(upload.data).hexdigest()
    if upload.key and (known := queue.by_key(session, _key(upload))):
        return _repeated(known, sha256)
    if may_unpack and _looks_packed(upload):
        accepted = _enter_archive(session, upload, sha256)
    else:
        accepted = _enter_document(session, upload, sha256, queue.AT_ONCE if may_unpack else queue.SOON)
    if not originals.has(sha256):  # the same bytes were deleted between keeping them and this transaction
        originals.put(upload.data)
    return accepted


def enter_refused(session: Session, originals: Originals, job: Job, told: tuple[str, str]) -> str:
    """Keep an archive that was refused as a document that says why; reading it would say only that it is an archive.

    Returns:
        The document's id.
    """
    size_bytes = len(originals.read(job.payload["sha256"]))
    document, is_new = add_document(session, job.payload["sha256"], job.payload["name"], size_bytes, job.created_by)
    if is_new:
        note(session, job.created_by, "document.upload", document.id, size_bytes=size_bytes)
    if document.state in (None, "rejected"):
        document.state, document.message = told
    return document.id


def bytes_in_use(session: Session) -> set[str]:
    """Return the sha256 of archives that are still being unpacked: originals that belong to no document yet."""
    query = select(Job.subject_id).where(Job.kind == "archive.unpack", Job.state.in_(("queued", "running")))
    return set(session.scalars(query))


def _key(upload: Upload) -> str:
    return f"upload:{upload.user_id or ''}:{upload.key}"[:200]


def _repeated(job: Job, sha256: str) -> Accepted:
    if job.payload.get("sha256") != sha256:
        raise InputError(
            "Файл не принят", "под этим ключом уже принят другой файл", "Задайте для нового файла новый ключ."
        )
    return Accepted(job.payload.get("document_id"), job.id, is_duplicate=False)


def _looks_packed(upload: Upload) -> bool:
    # Whether it really is an archive of plans is found out in a child process.
    return upload.data[:4] == b"PK\x03\x04" and upload.name.lower().endswith(".zip")


def _enter_archive(session: Session, upload: Upload, sha256: str) -> Accepted:
    known = queue.pending(session, "archive.unpack", sha256)
    job = known or queue.enqueue(
        session,
        "archive.unpack",
        {"sha256": sha256, "name": upload.name},
        key=_key(upload) if upload.key else None,
        user_id=upload.user_id,
        priority=queue.AT_ONCE,
        subject_id=sha256,
    )
    return Accepted(None, job.id, is_duplicate=known is not None)


def _enter_document(session: Session, upload: Upload, sha256: str, priority: int) -> Accepted:
    document, is_new = add_document(session, sha256, upload.name, len(upload.data), upload.user_id)
    if is_new:
        note(session, upload.user_id, "document.upload", document.id, size_bytes=len(upload.data))
    query = (
        select(Job).where(Job.subject_id == document.id, Job.kind == "document.read").order_by(Job.created_at.desc())
    )
    known = session.scalars(query.with_for_update()).first()
    if (
        known is not None
        and known.state in queue.ENDED
        and (document.state in _WORTH_RETRYING or document.state is None)
    ):
        queue.retry(known)
    job = known or queue.enqueue(
        session,
        "document.read",
        {"document_id": document.id, "sha256": sha256},
        key=_key(upload) if upload.key else None,
        user_id=upload.user_id,
        priority=priority,
        subject_id=document.id,
    )
    return Accepted(document.id, job.id, is_duplicate=not is_new)
