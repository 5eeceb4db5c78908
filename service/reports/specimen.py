"""Invented plans on which templates are tried: one where every part of a conclusion has something to show, one empty."""

from __future__ import annotations

from functools import lru_cache

from nlp.domain import (
    Act,
    Category,
    Coverage,
    CoverageEvidence,
    CoverageStatus,
    Deadline,
    Mandate,
    Measure,
    Notice,
    Region,
    Roadmap,
    Source,
)
from service.reports.inputs import Borrowed, ConclusionInput, Correction, Original, Signature, Stamp

_STAMP = Stamp(
    program="0.0",
    model_sha256="0" * 64,
    catalogue="пробный каталог",
    catalogue_version="1",
    date="2025-01-15",
    originals=(Original(name="проба.docx", sha256="1" * 64),),
)
_MANDATES = (
    Mandate(id="list", title="Определение перечня школ", stage="identify", strength=("FR",), basis="Проба [R1]"),
    Mandate(id="risks", title="Диагностика рисков школ", stage="diagnose", basis="Практика планов"),
    Mandate(id="courses", title="Повышение квалификации", stage="implement", basis="Практика планов"),
    Mandate(id="final", title="Итоговый мониторинг", stage="close", basis="Практика планов"),
    Mandate(id="fm", title="Размещение документов", stage="implement", strength=("FM",)),
)


@lru_cache(maxsize=1)
def specimen() -> ConclusionInput:
    """Return an invented plan of two measures that fills every list of the conclusion."""
    measures = (
        Measure(
            id="m1",
            index=1,
            number="1.",
            text="Утвердить перечень школ & классов",
            category=Category(primary="students"),
        ),
        Measure(id="m2", index=2, text="Провести опрос\nучителей <5 человек>", deadline=Deadline(text="май")),
    )
    roadmap = Roadmap(
        id="1" * 64,
        source=Source(name="проба.docx", media_type="text/plain"),
        title="Пробная дорожная карта",
        region=Region(code="00", name="Пробная область"),
        municipality="Пробный район",
        period=("2025-01-01", "2025-12-31"),
        act=Act(kind="приказ", number="1", date="2025-01-10", issuer="Управление образования"),
        measures=measures,
        notices=(
            Notice(kind="no-outcome-column", detail="В плане нет столбца «результат»."),
            Notice(kind="no-deadline", measure="m1", detail="Не указан срок."),
        ),
    )
    return ConclusionInput(
        roadmap=roadmap,
        coverage=_coverage(),
        mandates=_MANDATES,
        borrowed=(Borrowed(mandate="courses", text="Обучить команды школ", source="Соседний район, 2024, п. 3"),),
        corrections=(Correction(what="п. 1: срок", before="май", after="июнь", who="Эксперт", date="2025-01-14"),),
        signature=Signature(name="И. О. Фамилия", position="эксперт", date="2025-01-15"),
        stamp=_STAMP,
    )


def _coverage() -> tuple[Coverage, ...]:
    statuses: tuple[CoverageStatus, ...] = ("covered", "partial", "missing", "undecided", "not-applicable")
    evidence = (CoverageEvidence(measure="m1", source="row", probability=0.9),)
    return tuple(
        Coverage(
            mandate=m.id,
            title=m.title,
            status=status,
            probability=0.9,
            evidence=evidence if status != "missing" else (),
            reason="Пробное объяснение.",
        )
        for m, status in zip(_MANDATES, statuses, strict=True)
    )


@lru_cache(maxsize=1)
def empty_specimen() -> ConclusionInput:
    """Return a plan in which nothing was found and of which nothing is known."""
    roadmap = Roadmap(id="2" * 64, source=Source(name="пусто.docx", media_type="text/plain"))
    return ConclusionInput(roadmap=roadmap, coverage=(), stamp=_STAMP.model_copy(update={"originals": ()}))
