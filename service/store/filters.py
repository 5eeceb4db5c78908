"""Which plans are wanted, as conditions on their rows; the region binding of a person is one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, text, true
from sqlalchemy.orm import Session, aliased

from nlp.text import fold
from service.store.sight import Bound, plans_seen
from service.store.tables import Document, Measure, Plan
from service.store.words import lemmas_of


@dataclass(frozen=True)
class PlanFilter:
    """What plans must be like; `None` asks for all.

    Attributes:
        bound: what the person sees; `None`: everything.
        region: code of the federal subject.
        municipality: a part of its name.
        year: a year within the plan's period.
        category: of one of its measures.
        role: of one of its measures' executors; with `category` of the same measure.
        text: words of the title, places and file name, or words that one measure says together.
        document: id of the file they were read from.
        state: of the document: ok, partial …; «stale» for plans whose answers are being computed anew.
        beside: id of a plan that the others are compared with: no version of it, and of each other the last one.
    """

    bound: Bound = None
    region: str | None = None
    municipality: str | None = None
    year: int | None = None
    category: str | None = None
    role: str | None = None
    text: str | None = None
    document: str | None = None
    state: str | None = None
    beside: str | None = None


def plan_conditions(session: Session, wanted: PlanFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on `Plan` that a filter means; good in any query over plans, whatever it joins them with."""
    found: list[ColumnElement[bool]] = []
    if wanted.bound is not None:
        found.append(plans_seen(wanted.bound))
    if wanted.region:
        found.append(Plan.region_code == wanted.region)
    if wanted.municipality:
        found.append(
            and_(true(), *(Plan.words.contains(w, autoescape=True) for w in fold(wanted.municipality).split()))
        )
    if wanted.year is not None:
        found.append((Plan.year_from <= wanted.year) & (Plan.year_to >= wanted.year))
    if wanted.document:
        found.append(Plan.document_id == wanted.document)
    if wanted.state == "stale":
        found.append(Plan.stale.is_(True))
    elif wanted.state:
        found.append(Plan.document_id.in_(select(Document.id).where(Document.state == wanted.state).correlate(None)))
    if wanted.beside:
        found += _others(wanted.beside)
    of_measure = _of_measure(wanted)
    if of_measure:
        found.append(Plan.id.in_(select(Measure.plan_id).where(*of_measure).correlate(None)))
    if wanted.text and wanted.text.strip():
        found.append(_says(session, wanted.text))
    return found


def _others(plan_id: str) -> list[ColumnElement[bool]]:
    other = aliased(Plan)
    own = select(other.lineage_id).where(other.id == plan_id).correlate(None)
    same_years = (other.period_start == Plan.period_start, other.period_end == Plan.period_end)
    later = exists().where(other.lineage_id == Plan.lineage_id, *same_years, other.version > Plan.version)
    later = later.correlate(Plan)
    return [Plan.lineage_id.not_in(own), ~later]


def _of_measure(wanted: PlanFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.category:
        found.append(Measure.category == wanted.category)
    if wanted.role:
        found.append(Measure.roles.contains(f"|{wanted.role}|", autoescape=True))
    return found


def _says(session: Session, asked: str) -> ColumnElement[bool]:
    named = and_(true(), *(Plan.words.contains(word, autoescape=True) for word in fold(asked).split()))
    lemmas = lemmas_of(asked)
    if not lemmas:
        return named
    return or_(named, Plan.id.in_(select(Measure.plan_id).where(holds_lemmas(session, lemmas)).correlate(None)))


def holds_lemmas(session: Session, lemmas: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition that a measure holds all of some lemmas, answered by the index of words."""
    if session.get_bind().dialect.name == "sqlite":
        asked: Any = " AND ".join('"' + lemma.replace('"', "") + '"' for lemma in lemmas)
        held = text("SELECT rowid FROM measure_words WHERE measure_words MATCH :asked").bindparams(asked=asked)
        return Measure.key.in_(held.columns(rowid=Measure.key.type).scalar_subquery())
    words = func.to_tsvector(literal_column("'simple'"), Measure.lemmas)
    return words.bool_op("@@")(func.plainto_tsquery(literal_column("'simple'"), " ".join(lemmas)))
