"""Deletion: nothing of a document is left, and nothing that was not certain is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import store_samples
from sqlalchemy import func, select, text
from store_samples import ROWS, catalogue, keep, links, roadmap

from service.store import catalogues, documents, listing
from service.store.erasing import erase_removed
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import AuditEntry, Base, CoverageRow, Removal

store, originals = store_samples.store, store_samples.originals
NEXT_YEAR = {"period": ("2024-01-01", "2024-12-31")}


def test_a_deleted_document_leaves_nothing_but_the_audit(store, originals):
    id_ = catalogue(store)
    document_id = keep(store, originals, roadmap("one"), catalogue_ids=(id_,))
    with store.writing() as session:
        catalogues.import_plan(session, roadmap("one").id, "region", None)
    with store.writing() as session:
        assert documents.delete_document(session, originals, document_id, "admin")
        assert list(originals)  # nothing is erased before the deletion is certain
    assert list(originals) == []
    kept = {"turns", "audit", "catalogues", "facts"}
    with store.reading() as session:
        left = {t.name: session.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables}
        assert {name for name, n in left.items() if n} <= kept and left["catalogues"] == 1
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (last.action, last.user_id, last.object_id, last.detail) == (
            "document.delete", "admin", document_id, {"n_plans": 1},
        )  # fmt: skip
    with store.writing() as session:
        assert not documents.delete_document(session, originals, document_id)


def test_deleting_a_version_links_its_neighbours(store, originals):
    keep(store, originals, roadmap("first"))
    middle = keep(store, originals, roadmap("second"))
    keep(store, originals, roadmap("next", **NEXT_YEAR))
    with store.writing() as session:
        documents.delete_document(session, originals, middle)
    assert links(store) == {"first": (1, None), "next": (1, "first")}


def test_a_deletion_that_is_rolled_back_erases_nothing(store, originals):
    document_id = keep(store, originals, roadmap("one"))
    with pytest.raises(RuntimeError), store.writing() as session:
        documents.delete_document(session, originals, document_id)
        raise RuntimeError
    assert len(list(originals)) == 1
    with store.reading() as session:
        assert listing.count_plans(session) == 1
    keep(store, originals, roadmap("other"))
    assert len(list(originals)) == 2


def test_bytes_that_a_crash_left_are_erased_at_the_next_start(store, originals):
    sha256 = originals.put(b"secret")
    with store.writing() as session:
        session.add(Removal(sha256=sha256))
    assert erase_removed(store.engine, originals) == 1 and list(originals) == []


def test_bytes_uploaded_again_before_they_were_erased_stay(store, originals):
    sha256 = originals.put(b"plan")
    with store.writing() as session:
        session.add(Removal(sha256=sha256))
    documents.keep(store, originals, b"plan", "again.docx", None)
    assert erase_removed(store.engine, originals) == 0 and list(originals) == [sha256]


def test_no_word_of_a_deleted_plan_is_left_in_the_files(tmp_path):
    word = "Эксцентриситетный"
    originals = Originals(tmp_path / "originals")
    with open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path) as opened:
        document_id = keep(opened, originals, roadmap("one", (f"{word} семинар", *ROWS)))
        keep(opened, originals, roadmap("other"))
        assert any(said_in(path, word) for path in tmp_path.rglob("*"))
        with opened.writing() as session:
            documents.delete_document(session, originals, document_id)
        assert [path.name for path in tmp_path.rglob("*") if said_in(path, word)] == []
    assert [path.name for path in tmp_path.rglob("*") if said_in(path, word)] == []


def said_in(path: Path, word: str) -> bool:
    """Tell whether the middle of a word stands in a file: an index leaves out what a word shares with the one before."""
    return path.is_file() and word[2:10].encode() in path.read_bytes()


def test_words_of_the_index_go_with_their_measures(store, originals):
    document_id = keep(store, originals, roadmap("one"))
    with store.reading() as session:
        assert listing.count_plans(session, listing.PlanFilter(text="родительское собрание")) == 1
    with store.writing() as session:
        documents.delete_document(session, originals, document_id)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CoverageRow)) == 0
        if store.is_sqlite:
            found = "SELECT count(*) FROM measure_words WHERE measure_words MATCH 'собрание'"
            assert session.scalar(text(found)) == 0
