"""A store with something of everything, and what requests put together by chance may name of it."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api_world import PASSWORD, World
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.orm import Session
from store_samples import catalogue, keep, mandates, roadmap

from nlp.domain import Document as ReadDocument
from nlp.domain import Paragraph, Region, Roadmap, SetPassport
from service.access import tokens, users
from service.corrections import keeping
from service.reports.conclusion import builtin_template
from service.store.originals import Originals
from service.store.tables import Correction, Document
from service.store.tables_access import Job

ROWS = (
    "Анализ результатов ВПР в школах района",
    "Семинар для директоров школ с низкими образовательными результатами",
    "Родительские собрания об итогах четверти",
    "Разработка и утверждение муниципальной дорожной карты поддержки школ",
)
YAML = "- {id: audit, title: Аудит библиотеки, covers: Аудит библиотеки школы}\n"
N_SPARE = 3


@dataclass
class Known:
    """Real values by the name that a path, a query or a body has for them; `doomed`: those that may be deleted."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    doomed: dict[str, list[Any]] = field(default_factory=dict)

    def put(self, names: str, *values: Any) -> None:
        for name in names.split():
            self.values[name] = list(values)

    def named(self, part: Any, turn: int, deletes: bool = False, name: str = "") -> Any:
        """Return a part of a request with real values in the place of what was made up; those of a turn fit together."""
        if isinstance(part, dict):
            return {key: self.named(value, turn, deletes, key) for key, value in part.items()}
        if isinstance(part, list):
            return [self.named(v, turn if isinstance(v, dict) else turn + i, deletes, name) for i, v in enumerate(part)]
        real = (self.doomed if deletes and name in self.doomed else self.values).get(name)
        return real[turn % len(real)] if real and isinstance(part, str | bytes | int) else part


def fill(made: World, home: Path) -> Known:
    """Keep plans of two regions and years, answered for and corrected, a PDF, jobs, and somebody to be managed."""
    originals, few = Originals(home / "originals"), catalogue(made.store)
    plans = [
        roadmap("one", ROWS),
        roadmap("two", ROWS[::-1], period=("2024-01-01", "2024-12-31")),
        roadmap("three", ROWS[1:], municipality="Полевой район", region=Region(code="01", name="Республика Адыгея")),
    ]
    known = Known()
    documents = [keep(made.store, originals, plan, catalogue_ids=(few,)) for plan in plans]
    known.doomed["document_id"] = [keep(made.store, originals, roadmap(f"spare {i}")) for i in range(N_SPARE)]
    pdf = originals.put(a_pdf())
    with made.store.writing() as session:
        for id_ in documents:
            read = ReadDocument(name="план.txt", media_type="", sha256="", blocks=(Paragraph(text="Семинар"),))
            session.get_one(Document, id_).packed = zlib.compress(read.model_dump_json().encode())
        drawn = session.get_one(Document, documents[0])
        drawn.sha256, drawn.media_type = pdf, "application/pdf"
        _corrections(session, plans, known)
        _people(session, made, known)
        jobs = [Job(kind="probe", payload={}, subject_id=plans[0].id) for _ in range(3)]
        session.add_all(jobs)
        session.flush()
        known.put("job_id", *(job.id for job in jobs))
    _names(known, plans)
    known.put("document_id", *documents)
    known.put("catalogue_id catalogue earlier", few)
    return known


def _names(known: Known, plans: list[Roadmap]) -> None:
    after = [*plans[1:], plans[0]]
    known.put("plan_id left plans since plan left_plan", *(plan.id for plan in plans))
    known.put("right right_plan", *(plan.id for plan in after))
    known.put("measure_id measure left_measure", *(plan.measures[0].id for plan in plans))
    known.put("others", *(plan.measures[1].id for plan in plans))
    known.put("right_measure", *(plan.measures[0].id for plan in after))
    known.put("mandate", *(m.id for m in mandates()))
    known.put("activity", "families-risk")
    known.put("revision", None)
    known.put("number", 1)
    known.put("yaml", YAML)
    known.put("file", builtin_template())


def _corrections(session: Session, plans: list[Roadmap], known: Known) -> None:
    for plan in plans:
        edits = [SetPassport(title=title) for title in ("Другое название", "Третье название")]
        keeping.keep(session, keeping.draft(session, plan.id, edits), keeping.Author(None))
    known.put("correction_id", *(row.id for row in session.query(Correction)))


def _people(session: Session, made: World, known: Known) -> None:
    someone = users.create_user(session, users.Account("somebody", "viewer")).id
    known.put("user_id user", someone)
    known.put("token_id", *(tokens.issue(session, someone, "проба", None)[0].id for _ in range(N_SPARE)))
    known.put("login", "expert")
    known.put("password", PASSWORD)


def a_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.rect(50, 50, 100, 100, fill=1)
    canvas.save()
    return out.getvalue()
