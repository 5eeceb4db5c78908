"""Backup and restore: consistent while others write, checked before it is believed, between both databases."""

from __future__ import annotations

import json
import random
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
import store_samples
from sqlalchemy import select, text
from store_samples import catalogue, keep, roadmap

from nlp.errors import InputError, StoreError
from service.backup import backup, restore, verified
from service.backup.tables import TABLES, dumped
from service.claim import claimed
from service.corrections import keeping
from service.corrections.installed import install, own_models
from service.own_template import keep_template, own_template
from service.settings import Settings
from service.snapshot import snapshot
from service.store import documents, plans
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import Correction, Document, Measure, Plan

store, originals = store_samples.store, store_samples.originals


@pytest.fixture
def filled(store: Store, originals: Originals) -> Store:
    """Two versions of a plan, a plan of elsewhere, a catalogue, a correction."""
    of = (catalogue(store),)
    keep(store, originals, roadmap("later", period=("2024-01-01", "2024-12-31")), catalogue_ids=of)
    keep(store, originals, roadmap("earlier"), catalogue_ids=of)
    keep(store, originals, roadmap("other", municipality="Верхний район"))
    with store.writing() as session:
        plan_id = session.scalars(select(Plan.id).order_by(Plan.id)).first()
        kept = {"kind": "coverage", "target": {}, "machine": {}, "expert": {"status": "covered"}}
        keeping.keep_answer(session, Correction(plan_id=plan_id, **kept), keeping.Author(None, "проверено"))
    return store


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Where to restore: an empty home, on the database named."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path / "new", database_url="")
        return
    name = pg.new_database()
    yield Settings(home=tmp_path / "new", database_url=pg.url(name))
    pg.drop_database(name)


on_sqlite = pytest.mark.parametrize("target", ["sqlite"], indirect=True)
on_both = pytest.mark.parametrize("target", store_samples.DATABASES, indirect=True)


def contents(store: Store) -> dict[str, list[list[object]]]:
    with snapshot(store) as connection:
        return {t.name: [json.loads(line) for line in dumped(connection, t)] for t in TABLES}


def copied(store: Store, originals: Originals, name: str = "copy.zip") -> Path:
    backup(store, originals.folder.parent, originals.folder.parent / name, "1.0")
    return originals.folder.parent / name


@on_sqlite
def test_models_that_the_installation_trained_come_along(filled, originals, target):
    home = originals.folder.parent
    trained = home / "models" / ".training"
    (trained / "encoder").mkdir(parents=True)
    (trained / "manifest.json").write_text("{}", "utf-8")
    (trained / "encoder" / "model.safetensors").write_bytes(b"weights")
    install(home, trained)
    former = home / "models" / "0123456789ab"
    former.mkdir()
    (former / "manifest.json").write_text("{}", "utf-8")
    restore(copied(filled, originals), target)
    mine = own_models(target.home)
    assert mine is not None
    assert (mine / "encoder" / "model.safetensors").read_bytes() == b"weights"
    assert sorted(p.name for p in (target.home / "models").iterdir()) == sorted(["current", mine.name])


def test_a_copy_goes_into_a_folder_that_is_there(filled, originals, tmp_path):
    with pytest.raises(InputError, match="nowhere нет"):
        backup(filled, originals.folder.parent, tmp_path / "nowhere" / "copy.zip", "1.0")


@on_both
def test_what_is_restored_is_what_was_there(filled, originals, target):
    keep_template(originals.folder.parent, b"template")
    before = contents(filled)
    done = restore(copied(filled, originals), target)
    assert done.former is None
    with open_store(target.url, target.home) as again:
        assert contents(again) == before
        kept = Originals(target.originals)
        assert [kept.read(sha256) for sha256 in kept] == [originals.read(sha256) for sha256 in originals]
        assert own_template(target.home) == b"template"
        assert target.home.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o077 for path in target.home.rglob("*")} == {0}


@on_both
def test_a_restored_store_goes_on(filled, originals, target):
    last = max(row[0] for row in contents(filled)["measures"][1:])
    restore(copied(filled, originals), target)
    with open_store(target.url, target.home) as again:
        keep(again, Originals(target.originals), roadmap("newest", period=("2025-01-01", "2025-12-31")))
        with again.reading() as session:
            newest = session.scalars(select(Plan.id).where(Plan.year_from == 2025)).one()
            assert min(session.scalars(select(Measure.key).where(Measure.plan_id == newest))) > last
            if again.is_sqlite:
                held = session.execute(
                    text("SELECT count(*) FROM measure_words WHERE measure_words MATCH '\"семинар\"'")
                )
                assert held.scalar() == 4


def damages(data: bytes) -> Iterator[bytes]:
    """The file cut at several places, and with single bytes changed within the bytes of its parts."""
    yield from (b"", data[:100], data[: len(data) // 2], data[:-10], b"PK" + data[:50])
    chance = random.Random(7)
    for _ in range(40):
        place = chance.randrange(len(data))
        yield data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


@on_sqlite
def test_a_damaged_copy_is_refused_or_says_the_same(filled, originals, target):
    sound = copied(filled, originals)
    told = verified(sound)
    data, n_refused = sound.read_bytes(), 0
    broken = sound.with_name("broken.zip")
    for damaged in damages(data):
        broken.write_bytes(damaged)
        try:  # a changed date or attribute in the directory of the zip does no harm
            assert verified(broken) == told
        except StoreError as error:
            n_refused += 1
            assert error.kind == "damaged"
            with pytest.raises(StoreError):
                restore(broken, target)
            assert not target.home.exists()
    assert n_refused > 30


@pytest.mark.parametrize("change", ["absent", "surplus", "other", "renamed"])
@on_sqlite
def test_a_copy_whose_parts_do_not_fit_is_refused(filled, originals, target, change):
    sound = copied(filled, originals)
    changed = sound.with_name("changed.zip")
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(changed, "w") as new:
        names = old.namelist()
        victim = next(name for name in names if name.startswith("originals/"))
        for name in names:
            content = b"x" if name == victim and change == "other" else old.read(name)
            place = f"originals/{'0' * 64}" if name == victim and change == "renamed" else name
            if not (name == victim and change == "absent"):
                new.writestr(place, content)
        if change == "surplus":
            new.writestr("../outside", b"x")
    with pytest.raises(StoreError, match="Копия не принята"):
        restore(changed, target)
    assert not target.home.exists()


@on_sqlite
def test_a_copy_of_a_newer_version_is_refused(filled, originals, target):
    sound = copied(filled, originals)
    newer = sound.with_name("newer.zip")
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            told = old.read(name)
            new.writestr(name, told.replace(b'"layout": "', b'"layout": "9') if name == "manifest.json" else told)
    with pytest.raises(StoreError, match="более новая версия"):
        restore(newer, target)


@on_both
def test_what_is_there_is_replaced_by_force_only_and_kept_aside(filled, originals, target):
    copy = copied(filled, originals)
    with open_store(target.url, target.home) as there:
        keep(there, Originals(target.originals), roadmap("there"))
    with pytest.raises(InputError, match="не пусто"):
        restore(copy, target)
    done = restore(copy, target, force=True)
    assert done.former is not None
    assert len(list(Originals(done.former / "originals"))) == 1
    with open_store(target.url, target.home) as again:
        assert contents(again) == contents(filled)


@on_sqlite
def test_a_home_that_is_served_is_not_replaced(filled, originals, target):
    copy = copied(filled, originals)
    target.home.mkdir()
    with claimed(target.home) as free:
        assert free
        with pytest.raises(InputError, match="работает служба"):
            restore(copy, target, force=True)
    restore(copy, target, force=True)


@on_both
def test_a_restore_that_fails_changes_nothing(filled, originals, target, monkeypatch):
    copy = copied(filled, originals)
    with open_store(target.url, target.home) as there:
        keep(there, Originals(target.originals), roadmap("there"))
        before = contents(there)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.backup.restoring._exchange", full)
    with pytest.raises(StoreError, match="нет места"):
        restore(copy, target, force=True)
    monkeypatch.undo()
    assert [path.name for path in target.home.parent.iterdir() if "restoring" in path.name] == []
    with open_store(target.url, target.home) as there:
        assert contents(there) == before


def test_a_copy_made_while_others_write_is_of_one_moment(filled, originals, tmp_path):
    stop = threading.Event()

    def write() -> None:
        for i in range(10_000):
            if stop.is_set():
                return
            data = f"{i}".encode()
            document, _ = documents.keep(filled, originals, data, f"{i}.txt", None)
            if i % 3 == 0:
                with filled.writing() as session:
                    documents.delete_document(session, originals, document.id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [copied(filled, originals, f"{i}.zip") for i in range(3)]
    finally:
        stop.set()
        writer.join()
    for i, copy in enumerate(copies):
        place = Settings(home=tmp_path / f"new{i}", database_url="")
        manifest = restore(copy, place).manifest
        assert manifest.lost == ()
        with open_store(place.url, place.home) as again, again.reading() as session:
            known = set(session.scalars(select(Document.sha256)))
            assert known == set(Originals(place.originals)) >= {*session.scalars(select(Document.sha256).limit(3))}
            assert len(known) == manifest.rows["documents"] - len(manifest.gone)


@on_sqlite
def test_a_document_deleted_while_the_copy_was_made_stays_deleted(filled, originals, target, monkeypatch):
    with filled.reading() as session:
        victim = session.scalars(select(Plan).where(Plan.year_from == 2023, Plan.municipality.like("Заоз%"))).one()
    real = Originals.path

    def delete_first(self, sha256):
        monkeypatch.setattr(Originals, "path", real)
        with filled.writing() as session:
            documents.delete_document(session, originals, victim.document_id)
        return real(self, sha256)

    monkeypatch.setattr(Originals, "path", delete_first)
    done = restore(copied(filled, originals), target)
    assert done.manifest.gone == (victim.document_id,)
    with open_store(target.url, target.home) as again:
        assert store_samples.links(again) == {"later": (1, None), "other": (1, None)}


@on_sqlite
def test_an_original_lost_before_is_named_and_the_rest_is_kept(filled, originals, target):
    lost = next(iter(originals))
    originals.path(lost).write_bytes(b"damaged")
    done = restore(copied(filled, originals), target)
    assert done.manifest.lost == (lost,)
    with open_store(target.url, target.home) as again:
        assert contents(again) == contents(filled)


def test_a_copy_is_never_written_over_another_file(filled, originals):
    copied(filled, originals)
    with pytest.raises(InputError, match="уже есть"):
        copied(filled, originals)


def test_a_full_disk_leaves_no_half_copy(filled, originals, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.backup.archive.Writer.finish", full)
    with pytest.raises(StoreError, match="нет места"):
        copied(filled, originals)
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


def test_rows_are_told_the_same_by_both_databases(filled, originals):
    name = shutil.copy(copied(filled, originals), originals.folder.parent / "again.zip")
    assert verified(Path(name)).rows["plans"] == 3
    with filled.reading() as session:
        assert len(plans.stale_plans(session)) <= 3
