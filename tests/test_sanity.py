"""`sverka check`: each planted fault is found and no other; a sound store, in use or not, raises no alarm."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
import store_samples
from sanity_faults import MENDED, OLD, SOME_PLAN, TOLD, WITH, open_file
from sqlalchemy import select, update
from store_samples import catalogue, keep, roadmap

from nlp.errors import StoreError
from service.analysis import stamp_of
from service.jobs import queue
from service.jobs.owners import own_name
from service.sanity import examine, files
from service.settings import Settings
from service.store import documents, plans
from service.store.columns import now
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import CoverageRow, Plan
from service.store.tables_access import Job

store, originals = store_samples.store, store_samples.originals


@pytest.fixture
def filled(store: Store, originals: Originals, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(files, "LEAST_FREE_BYTES", 0)
    of = (catalogue(store),)
    keep(store, originals, roadmap("later", period=("2024-01-01", "2024-12-31")), catalogue_ids=of)
    keep(store, originals, roadmap("earlier"), catalogue_ids=of)
    keep(store, originals, roadmap("alone", period=None), catalogue_ids=of)
    return store


def settings_of(store: Store, originals: Originals) -> Settings:
    url = store.engine.url.render_as_string(hide_password=False)
    return Settings(home=originals.folder.parent, database_url=url)


def codes(store: Store, originals: Originals, repair: bool = False) -> list[str]:
    return [finding.code for finding in examine(settings_of(store, originals), repair).findings]


@pytest.mark.parametrize("code", [*MENDED, *TOLD])
def test_a_planted_fault_is_found_and_no_other(filled, originals, code):
    (MENDED | TOLD)[code](filled, originals)
    assert set(codes(filled, originals)) == {code} | WITH.get(code, set())


@pytest.mark.parametrize("code", [*MENDED])
def test_what_can_be_mended_is_mended(filled, originals, code):
    MENDED[code](filled, originals)
    done = examine(settings_of(filled, originals), repair=True)
    assert done.is_sound
    left = set(codes(filled, originals))
    if code == "plans-broken":  # until the original has been read again
        assert left == {code}
        with filled.reading() as session:
            assert session.scalars(select(Job.kind)).all() == ["document.read"]
    elif code == "coverage-broken":  # until it has been computed anew
        assert left == {code}
        with filled.reading() as session:
            assert session.scalars(select(Job.kind)).all() == ["plan.refresh"]
    else:
        assert left == set()


def test_a_sound_store_raises_no_alarm(filled, originals):
    assert codes(filled, originals) == []
    assert examine(settings_of(filled, originals)).is_sound


def test_what_is_just_happening_is_no_fault(filled, originals):
    originals.put(b"on its way")
    with filled.writing() as session:
        document, _ = documents.add_document(session, "1" * 64, "new.txt", 1, None)
        session.delete(document)
        queue.enqueue(session, "plan.refresh", {"plan_ids": [], "total": 0})
        live = Job(kind="probe", payload={}, state="running", lease_owner=own_name(), lease_until=now() + OLD)
        session.add(live)
        session.execute(update(Plan).where(Plan.id == SOME_PLAN).values(stale=True))
    assert codes(filled, originals) == []


def test_a_store_in_use_raises_no_alarm(filled, originals):
    stop = threading.Event()
    of = (catalogue(filled),)

    def use() -> None:
        for i in range(10_000):
            if stop.is_set():
                return
            document_id = keep(filled, originals, roadmap(f"{i % 7}"), catalogue_ids=of)
            if i % 2:
                with filled.writing() as session:
                    documents.delete_document(session, originals, document_id)
            with filled.writing() as session:
                plan_id = session.scalars(select(Plan.id).where(Plan.municipality.is_not(None))).first()
                body = plans.roadmap_of(session, plan_id)
                plans.save_body(session, plan_id, body.model_copy(update={"title": f"Карта {i}"}))
            stop.wait(0.01)  # SQLite polls for its turn: whoever never pauses keeps all others out

    user = threading.Thread(target=use)
    user.start()
    try:
        told = [codes(filled, originals) for _ in range(2)]
    finally:
        stop.set()
        user.join()
    assert told == [[]] * 2


def test_a_file_open_to_others_is_told(filled, originals):
    open_file(filled, originals)
    found = examine(settings_of(filled, originals)).findings
    assert [f.code for f in found] == ["permissions"]
    assert found[0].subjects[0].startswith("originals/")


def test_a_full_disk_is_told(filled, originals, monkeypatch):
    monkeypatch.setattr(files, "LEAST_FREE_BYTES", 2**60)
    assert codes(filled, originals) == ["disk-low"]


def test_models_that_are_damaged_are_told(filled, originals, monkeypatch, tmp_path):
    from nlp import artifacts

    monkeypatch.setattr("service.sanity.answers.stamp", lambda: artifacts.store.read_model("no such model"))
    assert codes(filled, originals) == ["models-damaged"]


def on_sqlite(tmp_path: Path) -> tuple[Settings, Path]:
    settings = Settings(home=tmp_path / "home", database_url="")
    open_store(settings.url, settings.home).close()
    return settings, settings.home / "sverka.db"


def test_an_index_of_words_that_differs_is_mended(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LEAST_FREE_BYTES", 0)
    settings, path = on_sqlite(tmp_path)
    with open_store(settings.url, settings.home) as opened:
        keep(opened, Originals(settings.originals), roadmap("plan"))
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO measure_words(rowid, lemmas) VALUES (77, 'лишнее')")
    connection.close()
    assert [f.code for f in examine(settings).findings] == ["words-differ"]
    assert examine(settings, repair=True).is_sound
    assert examine(settings).findings == ()


def test_a_damaged_database_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LEAST_FREE_BYTES", 0)
    settings, path = on_sqlite(tmp_path)
    with open_store(settings.url, settings.home) as opened:
        for i in range(20):
            keep(opened, Originals(settings.originals), roadmap(f"plan {i}", municipality=f"Район {i}"))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 3 * 4096] = bytes(3 * 4096)
    path.write_bytes(bytes(data))
    assert "database-damaged" in {f.code for f in examine(settings).findings}


@pytest.mark.parametrize("revision, code", [("9999", "layout-newer"), ("0001", "layout-old")])
def test_another_layout_is_told(tmp_path, revision, code):
    settings, path = on_sqlite(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    examined = examine(settings)
    assert [f.code for f in examined.findings] == [code]
    assert not examined.is_sound


def test_a_home_without_a_store_is_told_and_nothing_is_made(tmp_path):
    with pytest.raises(StoreError, match="его нет"):
        examine(Settings(home=tmp_path / "nowhere", database_url=""))
    assert list(tmp_path.iterdir()) == []


def test_models_stay_that_are_in_use_or_were_before_or_have_answers_left(filled, originals):
    MENDED["models-unused"](filled, originals)
    home = originals.folder.parent
    (finding,) = examine(settings_of(filled, originals)).findings
    assert finding.subjects == ("bbbbbbbbbbbb",)
    with filled.writing() as session:
        session.execute(update(CoverageRow).values(stamp=stamp_of(b"bbbbbbbbbbbb")))
    assert codes(filled, originals) == []
    (home / "models" / "current").write_text("bbbbbbbbbbbb\n")
    with filled.writing() as session:
        session.execute(update(CoverageRow).values(stamp="of others"))
    (finding,) = examine(settings_of(filled, originals), repair=True).findings
    assert finding.subjects == ("cccccccccccc",)
    assert sorted(path.name for path in (home / "models").iterdir()) == ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "current"]
