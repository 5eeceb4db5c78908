"""Invented plans, coverage and stamps for the tests of reports."""

from __future__ import annotations

from nlp.domain import (
    Act,
    ActivityGuess,
    Category,
    Coverage,
    CoverageEvidence,
    CoverageStatus,
    Deadline,
    Executors,
    Indicator,
    Mandate,
    Measure,
    Notice,
    Outcome,
    Place,
    Region,
    Roadmap,
    Source,
)
from service.reports.inputs import Borrowed, ConclusionInput, Correction, Original, Signature, Stamp

STAMP = Stamp(
    program="1.2.3",
    model_sha256="ab" * 32,
    catalogue="municipal",
    catalogue_version="7",
    date="2025-03-14",
    originals=(Original(name="план.docx", sha256="cd" * 32),),
)
HOSTILE = (
    "=1+1",
    ' =HYPERLINK("http://x")',
    "+7 900",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠x",
    "\u200b=1",
    "\ufeff=1",
    "\u00a0-x",
    "A & B < C > D \"E\" 'F'",
    "нуль\x00 и \x0b звонок\x07",
    "суррогат \ud800 и \uffff",
    "{{ 7*7 }} {% for %} {_{ x }_}",
    "</w:t></w:r>",
    "_x000D_",
)


def measure(n: int, text: str = "", **facts: object) -> Measure:
    return Measure(id=f"m{n}", index=n, number=f"{n}.", text=text or f"Провести семинар {n}", **facts)  # type: ignore[arg-type]


def plan(*measures: Measure, name: str = "Ольховский район", key: str = "a", **more: object) -> Roadmap:
    given = {
        "id": key * 64,
        "source": Source(name=f"{name}.docx", media_type="text/plain"),
        "title": "Дорожная карта",
        "region": Region(code="00", name="Приречная область"),
        "municipality": name,
        "period": ("2024-01-01", "2024-12-31"),
        "act": Act(kind="приказ", number="5", date="2024-01-15", issuer="Управление образования"),
        "measures": measures,
    }
    return Roadmap(**{**given, **more})  # type: ignore[arg-type]


RICH = Measure(
    id="rich",
    index=1,
    number="1.1",
    section=("I. Кадры", "Курсы"),
    text="Обучить команды школ, отв. Сомова В.Я.",
    deadline=Deadline(text="май 2024", windows=(("2024-05-01", "2024-05-31"), (None, "2024-06-01")), recurrence="none"),
    executors=Executors(text="Сомова В.Я., ИМЦ", roles=("methodical_service", "person"), names=("Сомова В.Я.",)),
    outcome=Outcome(
        text="Отчёт для Сомовой",
        indicators=(Indicator(comparator=">=", value=2.5, unit="команда", span=(0, 5), rule="r"),),
    ),
    category=Category(primary="staffing", probability=0.9, secondary=("methodical",), origin="expert"),
    activity=ActivityGuess(id="courses", probability=0.8),
    source=Place(page=1, table=2, row=3),
)
MANDATES = (
    Mandate(
        id="list",
        title="Перечень школ",
        stage="identify",
        strength=("FR", "RP"),
        basis="Письмо [R1]; практика [R2][P3]",
    ),
    Mandate(id="group", title="Рабочая группа", stage="plan"),
    Mandate(id="courses", title="Курсы команд", stage="implement"),
    Mandate(id="tutors", title="Наставничество", stage="implement"),
    Mandate(id="final", title="Итоговый мониторинг", stage="close"),
    Mandate(id="fm", title="Документы в системе", stage="implement", strength=("FM",)),
)
STATUSES: tuple[CoverageStatus, ...] = ("covered", "covered", "missing", "partial", "undecided", "not-applicable")


def coverage(*statuses: CoverageStatus) -> tuple[Coverage, ...]:
    evidence = (
        CoverageEvidence(measure="m1", source="row", probability=0.9),
        CoverageEvidence(measure="m2", source="row", probability=0.1),
    )
    return tuple(
        Coverage(
            mandate=m.id, title=m.title, status=s, probability=0.9, evidence=evidence, reason=f"Потому что {m.id}."
        )
        for m, s in zip(MANDATES, statuses, strict=False)
    )


def conclusion_input(roadmap: Roadmap | None = None, **more: object) -> ConclusionInput:
    notices = (
        Notice(kind="no-outcome-column", detail="В плане нет столбца «результат»."),
        Notice(kind="no-deadline", measure="m1", detail="Не указан срок."),
        Notice(kind="vague", measure="m1", detail="Результат нечем проверить."),
    )
    given = {
        "roadmap": roadmap or plan(measure(1), measure(2), notices=notices),
        "coverage": coverage(*STATUSES),
        "mandates": MANDATES,
        "borrowed": (
            Borrowed(mandate="courses", text="Направить команды на курсы", source="Луговской округ, 2023, п. 4"),
            Borrowed(mandate="courses", text="Обучить директоров", source="Сосновский район, 2022, п. 7"),
            Borrowed(mandate="group", text="Не нужно", source="Не нужно"),
        ),
        "corrections": (Correction(what="п. 2: категория", before="Методические", after="Кадровые", who="Эксперт"),),
        "signature": Signature(name="Экспертова Е. Е.", position="методист", date="2025-03-15"),
        "stamp": STAMP,
    }
    return ConclusionInput(**{**given, **more})  # type: ignore[arg-type]
