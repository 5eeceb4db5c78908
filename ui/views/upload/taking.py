"""Files are chosen and sent; what became of each is told beside its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from service.schemas.document import FileAccepted
from ui.client import ServiceError, documents, jobs, uploads
from ui.pages import link
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.upload.listed import recent
from ui.visitor import api
from ui.wording import moment
from ui.wording import upload as words

_TURN = "upload-turn"  # a new uploader, empty, for every turn
_OUTCOME = "upload-outcome"
ARCHIVES = "upload-archives"  # job → the archive's name, which only the sender knows
_BATCH_FILES, _BATCH_BYTES = 25, 40 * 1024**2
_MOST_HELD = 10
Known = tuple[str, datetime]  # what a file is called and when it came


@dataclass(frozen=True)
class Unpacked:
    """What an archive held; `trouble` says why nothing of it was taken."""

    n_files: int
    known: dict[str, str]  # files that were there already: id → name
    trouble: str = ""


@dataclass
class Outcome:
    """What became of the files of an upload; `known` tells of those that were there already."""

    accepted: list[FileAccepted] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)  # name, why, what to do
    known: dict[str, Known] = field(default_factory=dict)
    archives: dict[str, Unpacked] = field(default_factory=dict)  # by the job; those that are unpacked


def take() -> None:
    """Draw the choice of files, and send them when the person says so."""
    turn = st.session_state.setdefault(_TURN, uuid4().hex)
    given = st.file_uploader(words.CHOOSE_FILES, accept_multiple_files=True, key=f"files-{turn}")
    st.caption(words.LIMITS)
    if not given:
        return
    with st.container(horizontal=True):
        sent = st.button(words.send(len(given)), type="primary", key="upload-send", icon=":material/play_arrow:")
        if st.button(words.CLEAR, key="upload-clear", icon=":material/close:"):
            _empty()
            st.rerun()
    if sent and _sent(given, turn):
        _empty()
        st.rerun()


def outcome() -> None:
    """Show what became of the last upload, until the person has seen enough of it."""
    made: Outcome | None = st.session_state.get(_OUTCOME)
    if made is None:
        return
    with st.container(border=True):
        for one in made.accepted:
            if one.document_id is None and not one.is_duplicate:
                _look_into(one, made)
        refused = {job for job, found in made.archives.items() if found.trouble}
        new = [one for one in made.accepted if not one.is_duplicate and one.job_id not in refused]
        if new:
            st.success(f"{words.accepted(len(new))}.", icon=":material/check:")
        for one in made.accepted:
            if one.is_duplicate:
                _tell_duplicate(one, made)
            elif one.job_id in made.archives:
                _tell_archive(one.name, made.archives[one.job_id])
        for name, why, advice in made.refused:
            said = words.REFUSED.format(name=f"**{escaped(name)}**", why=escaped(why.rstrip(".")))
            st.error(f"{said} {escaped(advice)}", icon=":material/block:")
        if st.button(words.HIDE, icon=":material/close:"):
            del st.session_state[_OUTCOME]
            st.rerun()


def _empty() -> None:
    st.session_state[_TURN] = uuid4().hex


def _sent(given: list[UploadedFile], turn: str) -> bool:
    """Send files in batches; where one does not get through, the files stay chosen, to be sent again."""
    made = Outcome()
    st.session_state[_OUTCOME] = made
    progress = st.progress(0.0, words.send(len(given)))
    for done, batch in _batches(given):
        progress.progress(done / len(given), words.send(len(given)))
        key = hashlib.sha256("|".join([turn, *(file.file_id for file in batch)]).encode()).hexdigest()
        try:
            answer = uploads.send(api(), [("files", (file.name, file.getvalue())) for file in batch], key)
        except ServiceError as error:
            if error.slug == "too-large" and len(batch) == 1:
                made.refused.append((batch[0].name, words.TOO_LARGE, words.SPLIT_IT))
                continue
            progress.empty()
            tell(error)
            return False
        made.accepted += answer.accepted
        made.refused += [(r.name, r.problem.why or r.problem.detail, r.problem.advice) for r in answer.refused]
    _look_up(made)
    return True


def _batches(given: list[UploadedFile]) -> Iterator[tuple[int, list[UploadedFile]]]:
    """Yield (files sent before, files to be sent together)."""
    batch: list[UploadedFile] = []
    n_bytes = 0
    for at, file in enumerate(given):
        if batch and (len(batch) == _BATCH_FILES or n_bytes + file.size > _BATCH_BYTES):
            yield at - len(batch), batch
            batch, n_bytes = [], 0
        batch.append(file)
        n_bytes += file.size
    if batch:
        yield len(given) - len(batch), batch


def _look_up(made: Outcome) -> None:
    """Note what is needed to speak of the files later: archives' names, what duplicates are called."""
    archives: dict[str, str] = st.session_state.setdefault(ARCHIVES, {})
    archives.update({one.job_id: one.name for one in made.accepted if one.document_id is None})
    for one in made.accepted:
        if one.is_duplicate and one.document_id is not None:
            document = documents.one(api(), one.document_id)
            made.known[one.document_id] = document.name, document.uploaded_at
    first = next((one.document_id for one in made.accepted if one.document_id and not one.is_duplicate), None)
    st.query_params.pop("doc", None)
    if first is not None:
        st.query_params["doc"] = first


def _look_into(one: FileAccepted, made: Outcome) -> None:
    """Note what an archive held, once it is unpacked."""
    if one.job_id in made.archives:
        return
    job = jobs.one(api(), one.job_id)
    ids: list[str] = job.result.get("document_ids", [])
    if job.state != "done" or not ids:
        return
    new = {document.id: document for document in recent()}
    # An archive with nothing to take stands among the files itself, refused.
    if len(ids) == 1 and ids[0] in new and new[ids[0]].name == one.name:
        made.archives[one.job_id] = Unpacked(0, {}, new[ids[0]].message)
        return
    known = {id_: documents.one(api(), id_).name for id_ in ids if id_ not in new}
    made.archives[one.job_id] = Unpacked(len(ids), known)


def _tell_archive(archive: str, found: Unpacked) -> None:
    """Tell how many files an archive held, and which of them were there already."""
    name, n_files = f"**{escaped(archive)}**", words.in_archive(found.n_files)
    if found.trouble:
        st.error(f"{name}: {escaped(found.trouble)}", icon=":material/block:")
        return
    if not found.known:
        st.info(words.ARCHIVE_READ.format(name=name, files=n_files), icon=":material/folder_zip:")
        return
    st.warning(words.ARCHIVE_HELD.format(name=name, files=n_files, n=len(found.known)), icon=":material/folder_zip:")
    for id_, known in list(found.known.items())[:_MOST_HELD]:
        link("upload", escaped(known), doc=id_)


def _tell_duplicate(one: FileAccepted, made: Outcome) -> None:
    name = f"**{escaped(one.name)}**"
    if one.document_id is None:
        st.warning(words.ARCHIVE_KNOWN.format(name=name), icon=":material/content_copy:")
        return
    if any(other.document_id == one.document_id and not other.is_duplicate for other in made.accepted):
        st.warning(words.TWICE.format(name=name), icon=":material/content_copy:")
        return
    known, at = made.known[one.document_id]
    text = words.DUPLICATE if known != one.name else words.DUPLICATE_SAME
    st.warning(text.format(name=name, when=moment(at), known=escaped(known)), icon=":material/content_copy:")
    link("upload", words.SHOW_IT, doc=one.document_id)
