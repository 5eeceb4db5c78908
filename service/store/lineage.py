"""Versions: which plans are the same municipality's, in which order, and which follows which."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp.domain import Roadmap
from nlp.gaps.applicability import is_for_one_school
from nlp.text import fold
from service.store.tables import Document, Plan

_WORD = re.compile(r"[а-яa-z0-9]+(?:-[а-яa-z0-9]+)*")
# Words that say what kind of municipality it is: districts became «округа», their names stayed.
_TYPE = re.compile(
    r"муниципальн\w+|городск\w+|национальн\w+|административн\w+|район\w*|р-н|округ\w*|образовани\w+|поселени\w+|поселок|пгт"
    r"|улус\w*|кожуун\w*|город(?:а|е)?|город-курорт|город-герой|зато|мр|мо|го|г|имени|им"
)
_SCHOOL_NUMBER = re.compile(r"№ ?(\d+)")
_SCHOOL_NAME = re.compile(
    r'([а-я-]+)["\s]+(?:сош|оош|нош|школ\w+|гимнази\w+|лице\w+)\b|(?:сош|оош|нош)\s+(?:с\.|п\.|д\.)?\s*"?([а-я-]+)'
)


class _Known(NamedTuple):
    id: str
    document_id: str
    part: int
    years: tuple[int, int]
    uploaded_at: datetime


def place_of(roadmap: Roadmap) -> str | None:
    """Return whose plan it is, folded: region, municipality without the word for its kind, the school of a school's plan.

    «Зейский район» and «Зейский муниципальный округ» are the same place, «город Зея» is another. `None` where the plan
    names no region, no municipality or no period: nobody can say what it is a version of.
    """
    if roadmap.region is None or not roadmap.municipality or not roadmap.period:
        return None
    words = _WORD.findall(fold(roadmap.municipality))
    name = " ".join(word for word in words if not _TYPE.fullmatch(word)) or " ".join(words)
    noun = "=" if words and _TYPE.fullmatch(words[0]) else ""  # the type first: a noun follows, «город Железнодорожный»
    return f"{roadmap.region.code}|{noun}{name}|{_school(roadmap)}"


def _school(roadmap: Roadmap) -> str:
    if not is_for_one_school(roadmap):
        return ""
    title = fold(roadmap.title)
    number, name = _SCHOOL_NUMBER.search(title), _SCHOOL_NAME.search(title)
    if number:
        return f"школа {number[1]}"
    return f"школа {name[1] or name[2]}" if name else "школа"


def alone(plan_id: str) -> str:
    """Return the lineage of a plan that stands alone."""
    return plan_id[:32]


def relink(session: Session, place: str) -> None:
    """Number and link the plans of a place: by their years, then by upload; those of the same years are versions.

    Several plans of the same years in one document (a district's and its annex) are no versions of each other:
    the first ones of all documents make one lineage, the second ones another.
    """
    lineages: dict[int, list[_Known]] = defaultdict(list)
    seen: Counter[tuple[str, tuple[int, int]]] = Counter()
    for plan in _plans(session, place):
        seen[plan.document_id, plan.years] += 1
        lineages[seen[plan.document_id, plan.years]].append(plan)
    for slot, plans in lineages.items():
        lineage_id = hashlib.sha256(f"{place}|{slot}".encode()).hexdigest()[:32]
        version: Counter[tuple[int, int]] = Counter()
        previous: str | None = None
        for plan in sorted(plans, key=lambda p: (p.years, p.uploaded_at, p.document_id)):
            version[plan.years] += 1
            linked = {"lineage_id": lineage_id, "version": version[plan.years], "previous_id": previous}
            session.execute(update(Plan).where(Plan.id == plan.id).values(linked))
            previous = plan.id


def leave(session: Session, plan_id: str) -> None:
    """Let a plan stand alone."""
    free = {"lineage_id": alone(plan_id), "version": 1, "previous_id": None}
    session.execute(update(Plan).where(Plan.id == plan_id).values(free))


def _plans(session: Session, place: str) -> Iterable[_Known]:
    columns = (Plan.id, Plan.document_id, Plan.part, Plan.year_from, Plan.year_to, Document.uploaded_at)
    query = select(*columns).join(Document, Document.id == Plan.document_id).where(Plan.place == place)
    for id_, document_id, part, since, until, uploaded_at in session.execute(
        query.order_by(Plan.document_id, Plan.part)
    ):
        yield _Known(id_, document_id, part, (since or 0, until or 0), uploaded_at)
