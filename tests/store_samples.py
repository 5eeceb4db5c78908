"""Stores on both databases, and invented plans as the service analyses them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pg
import pytest
from sqlalchemy import text

from nlp import artifacts
from nlp.domain import Deadline, Executors, Mandate, Measure, Notice, Outcome, Reading, Region, Roadmap, Source
from service.analysis import Analysed, AnalysedFile, answers
from service.store import catalogues, documents, listing, plans
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import Base

DATABASES = ("sqlite", "postgresql")
ROWS = (
    "Анализ результатов ВПР в школах района",
    "Семинар для директоров школ с низкими образовательными результатами",
    "Родительские собрания об итогах четверти",
)


@lru_cache(maxsize=1)
def on_server() -> str:
    """A migrated database on the server; emptied before each test, which takes a tenth of making one."""
    name = pg.new_database()
    open_store(pg.url(name), Path(pg.cluster()) / "home").close()
    return name


@lru_cache(maxsize=1)
def migrated() -> bytes:
    """The file of a migrated SQLite database, to be copied."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sverka.db"
        open_store(f"sqlite:///{path}", Path(folder)).close()
        return path.read_bytes()


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each of the databases."""
    if request.param == "sqlite":
        (tmp_path / "sverka.db").write_bytes(migrated())
        url = f"sqlite:///{tmp_path / 'sverka.db'}"
    else:
        url = pg.url(on_server())
    with open_store(url, tmp_path) as opened:
        if not opened.is_sqlite:
            with opened.writer.begin() as connection:
                tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
                connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
                connection.execute(text("INSERT INTO turns (name, value) VALUES ('plans', 0)"))
        yield opened


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


@lru_cache(maxsize=1)
def mandates() -> tuple[Mandate, ...]:
    """A few mandates of the catalogue: enough to be covered or not."""
    return artifacts.load_mandates()[:4]


def roadmap(name: str, rows: tuple[str, ...] = ROWS, **passport: object) -> Roadmap:
    """An invented plan; by default of the Zaozyorny district for 2023."""
    plan_id = hashlib.sha256(name.encode()).hexdigest()
    region = Region(code="28", name="Амурская область")
    known = {"title": "Дорожная карта", "region": region, "municipality": "Заозёрный район"}
    measures = tuple(
        Measure(
            id=hashlib.sha256(f"{plan_id}{i}".encode()).hexdigest()[:24],
            index=i,
            section=("I. Организационные мероприятия",),
            text=row,
            deadline=Deadline(text="май 2023", windows=(("2023-05-01", "2023-05-31"),), recurrence="none"),
            executors=Executors(text="Директора школ", roles=("school",)),
            outcome=Outcome(text="Справка"),
        )
        for i, row in enumerate(rows, 1)
    )
    return Roadmap(
        id=plan_id,
        source=Source(name=f"{name}.docx", media_type="text/plain"),
        **(known | {"period": ("2023-01-01", "2023-12-31")} | passport),
        measures=measures,
        notices=(Notice(kind="no-deadline"),),
    )


def analysed_file(*roadmaps: Roadmap, catalogue_ids: tuple[str, ...] = ()) -> AnalysedFile:
    found = tuple(analysed(r, catalogue_ids) for r in roadmaps)
    reading = Reading(name="x", sha256="0" * 64, state="ok", media_type="text/plain", n_pages=1, document=b"packed")
    return AnalysedFile(reading, found, found[0].stamp if found else "", catalogue_ids)


@lru_cache(maxsize=256)
def analysed(of: Roadmap, catalogue_ids: tuple[str, ...] = ()) -> Analysed:
    return answers(of, {id_: mandates() for id_ in catalogue_ids})


def keep(store: Store, originals: Originals, *roadmaps: Roadmap, catalogue_ids: tuple[str, ...] = ()) -> str:
    """Upload and analyse one file with these plans; return the document's id."""
    data = b"".join(r.model_dump_json().encode() for r in roadmaps)
    document, _ = documents.keep(store, originals, data, roadmaps[0].source.name, None)
    file = analysed_file(*roadmaps, catalogue_ids=catalogue_ids)
    with store.writing() as session:
        assert plans.save_analysis(session, document.id, file) == tuple(r.id for r in roadmaps)
    return document.id


def catalogue(store: Store, name: str = "few", title: str = "Немногие") -> str:
    """Keep a small catalogue in use and return its id."""
    records = [m.model_dump(mode="json", by_alias=True) for m in mandates()]
    with store.writing() as session:
        return catalogues.add(session, catalogues.NewCatalogue("mandates", name, title, "yaml", records), None).id


def links(store: Store) -> dict[str, tuple[int, str | None]]:
    """Return name of the file → (version, name of the file before it)."""
    with store.reading() as session:
        rows = listing.plans(session).rows
    names = {row.id: row.file.removesuffix(".docx") for row in rows}
    return {names[row.id]: (row.version, names.get(row.previous_id or "")) for row in rows}
