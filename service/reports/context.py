"""What a template of a conclusion can show: plain dictionaries, lists and strings, nothing with methods of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, get_args

from nlp.domain import CategoryId, Coverage, CoverageStatus, Mandate, Roadmap
from nlp.labels import CATEGORIES, NO_VALUE, STAGES, STATUSES, STRENGTHS, date, plural
from service.reports.cells import printable, shortened
from service.reports.inputs import Borrowed, ConclusionInput, Correction, Signature, Stamp
from service.reports.rows import act_words, period_words, region_name, row_names
from service.reports.summary import MEANING, counts, stage_gaps, whole_stages

FILLS: dict[CoverageStatus, str] = {
    "covered": "D5E6F3",
    "partial": "FBF0C4",
    "missing": "F6D5C5",
    "undecided": "E6DDEE",
    "not-applicable": "F2F2F2",
}
BAR_CELLS, BAR_FILL, NO_FILL = 20, "5B8DB8", "FFFFFF"
MOST_ROWS, LONGEST_ROW, MOST_BORROWED = 3, 240, 3
# Rows below this did not make the status (nlp.gaps lists the nearest ones always); the first one is shown in any case.
LEAST_EVIDENCE = 0.5
# The longer story of these statuses is told further down in the document.
BELOW: dict[CoverageStatus, str] = {
    "partial": "Чего не хватает – подробно ниже.",
    "missing": "Подробно ниже.",
    "undecided": "На что посмотреть – подробно ниже.",
}
# A remark on more rows than this is said once for the plan.
MOST_ALIKE = 5
WHOLE_PLAN, OTHER_STAGE = "План в целом", "Прочее"
LINE = "_" * 24
_SOURCE_KEY = re.compile(r"\s*(?:\[[A-Z]+\d+\])+")
_BASIS_LIMIT = 300


def context(data: ConclusionInput) -> dict[str, Any]:
    """Return the values that a template may name; texts are free of characters that XML forbids."""
    mandates = {m.id: m for m in data.mandates}
    order = sorted(data.coverage, key=lambda c: _stage_order(c, mandates))
    numbers = {c.mandate: str(i) for i, c in enumerate(order, 1)}
    names = row_names(data.roadmap)
    rows = {m.id: {"name": names[m.id], "text": shortened(m.text, LONGEST_ROW)} for m in data.roadmap.measures}
    cover = [_covered(c, mandates.get(c.mandate), numbers[c.mandate], rows) for c in order]
    found: dict[str, Any] = {
        "plan": _passport(data.roadmap),
        "summary": {
            "counts": counts(data.roadmap, data.coverage),
            "gaps": stage_gaps(data.coverage, mandates) if data.roadmap.measures else [],
            "whole": whole_stages(data.coverage, mandates),
            "meaning": MEANING,
        },
        "stages": _stages(order, mandates),
        "profile": _profile(data.roadmap),
        "coverage": [
            {"stage": stage, "rows": list(group)} for stage, group in groupby(cover, key=lambda row: row["stage"])
        ],
        "gaps": [
            _gap(c, mandates.get(c.mandate), numbers[c.mandate], data.borrowed)
            for status in ("missing", "partial")
            for c in order
            if c.status == status
        ],
        "undecided": [
            {"number": numbers[c.mandate], "title": c.title, "reason": c.reason, "evidence": _evidence(c, rows)}
            for c in order
            if c.status == "undecided"
        ],
        "defects": _defects(data.roadmap, names),
        "corrections": [_correction(c) for c in data.corrections],
        "signature": _signature(data.signature),
        "stamp": _stamp(data.stamp),
    }
    clean: dict[str, Any] = _clean(found)
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return printable(value) if isinstance(value, str) else value


def _passport(roadmap: Roadmap) -> dict[str, str]:
    return {
        "title": roadmap.title or NO_VALUE,
        "region": region_name(roadmap),
        "municipality": roadmap.municipality or NO_VALUE,
        "act": act_words(roadmap.act),
        "period": period_words(roadmap),
        "file": roadmap.source.name,
        "measures": plural(len(roadmap.measures), "мероприятие", "мероприятия", "мероприятий"),
    }


def _stage_order(coverage: Coverage, mandates: Mapping[str, Mandate]) -> int:
    mandate = mandates.get(coverage.mandate)
    return [*STAGES].index(mandate.stage) if mandate and mandate.stage else len(STAGES)


def _stage_name(mandate: Mandate | None) -> str:
    return STAGES[mandate.stage] if mandate and mandate.stage else OTHER_STAGE


def _stages(coverage: Sequence[Coverage], mandates: Mapping[str, Mandate]) -> list[dict[str, str]]:
    """Count the statuses of each stage of the management cycle; what does not concern the plan is left out."""
    table = []
    for stage, group in groupby(coverage, key=lambda c: _stage_name(mandates.get(c.mandate))):
        counts = Counter(c.status for c in group)
        shown: dict[str, str] = {s: str(counts[s] or "–") for s in get_args(CoverageStatus) if s != "not-applicable"}
        expected = sum(counts.values()) - counts["not-applicable"]
        if expected:
            table.append({"name": stage, "expected": str(expected), **shown})
    return table


def _profile(roadmap: Roadmap) -> list[dict[str, Any]]:
    """Share the measures out among the categories; measures without one are a line of their own."""
    counts = Counter(m.category.primary for m in roadmap.measures)
    total, most = len(roadmap.measures), max(counts.values(), default=0)
    keys: list[CategoryId | None] = [*CATEGORIES, *([None] if counts[None] else [])]
    return [
        {
            "name": CATEGORIES[key] if key else "Категория не определена",
            "number": str(counts[key] or "–"),
            "share": f"{counts[key] / total:.0%}" if counts[key] else "–",
            "bar": [
                BAR_FILL if i < round(BAR_CELLS * counts[key] / max(most, 1)) else NO_FILL for i in range(BAR_CELLS)
            ],
        }
        for key in keys
    ]


def _covered(
    coverage: Coverage, mandate: Mandate | None, number: str, rows: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    """Return a line of the coverage table; only a status that rests on rows shows them as its evidence."""
    shown = _evidence(coverage, rows) if coverage.status in ("covered", "partial") else []
    told = coverage.status == "not-applicable" or not (shown or coverage.status in BELOW)
    return {
        "number": number,
        "title": coverage.title,
        "stage": _stage_name(mandate),
        "grounds": ", ".join(STRENGTHS[s] for s in STRENGTHS if mandate and s in mandate.strength),
        "status": STATUSES[coverage.status],
        "fill": FILLS[coverage.status],
        "evidence": shown,
        "note": coverage.reason if told else BELOW.get(coverage.status, ""),
    }


def _evidence(coverage: Coverage, rows: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return the best evidence and what else speaks for the status."""
    known = [e for e in coverage.evidence if e.source == "act" or e.measure in rows]
    act = {"name": "акт", "text": "реквизиты или пункт акта, которым введён план"}
    told = [e for i, e in enumerate(known[:MOST_ROWS]) if i == 0 or e.probability >= LEAST_EVIDENCE]
    return [act if e.source == "act" else rows[e.measure or ""] for e in told]


def _gap(coverage: Coverage, mandate: Mandate | None, number: str, borrowed: Sequence[Borrowed]) -> dict[str, Any]:
    own = [{"text": b.text, "source": b.source} for b in borrowed if b.mandate == coverage.mandate]
    basis = _SOURCE_KEY.sub("", mandate.basis) if mandate else ""
    return {
        "number": number,
        "title": coverage.title,
        "status": STATUSES[coverage.status],
        "fill": FILLS[coverage.status],
        "stage": _stage_name(mandate),
        "reason": coverage.reason,
        "basis": shortened(basis, _BASIS_LIMIT),
        "borrowed": own[:MOST_BORROWED],
    }


def _defects(roadmap: Roadmap, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Gather the notices by measure; a remark on many measures is said once, with their names."""
    alike = Counter(n.detail for n in roadmap.notices if n.measure in names)
    common: dict[str, list[str]] = {}
    own: dict[str, list[str]] = {}
    for notice in roadmap.notices:
        if notice.measure not in names or notice.measure is None:
            common.setdefault(notice.detail, [])
        elif alike[notice.detail] > MOST_ALIKE:
            common.setdefault(notice.detail, []).append(names[notice.measure])
        elif notice.detail not in own.setdefault(notice.measure, []):
            own[notice.measure].append(notice.detail)
    whole = [f"{detail} {_listed(rows)}".strip() for detail, rows in common.items()]
    table: list[dict[str, Any]] = [{"name": WHOLE_PLAN, "text": "", "details": whole}] if whole else []
    for measure in roadmap.measures:
        if measure.id in own:
            text = shortened(measure.text, LONGEST_ROW)
            table.append({"name": names[measure.id], "text": text, "details": own[measure.id]})
    return table


def _listed(rows: Sequence[str]) -> str:
    if not rows:
        return ""
    return f"({plural(len(rows), 'мероприятие', 'мероприятия', 'мероприятий')}: {', '.join(rows)})"


def _correction(correction: Correction) -> dict[str, str]:
    by = ", ".join(filter(None, [correction.who, date(correction.date) if correction.date else ""]))
    return {
        "what": correction.what,
        "before": correction.before or "–",
        "after": correction.after or "–",
        "comment": correction.comment,
        "by": by,
    }


def _signature(signature: Signature) -> dict[str, str]:
    return {
        "name": signature.name or LINE,
        "position": signature.position or LINE,
        "date": date(signature.date) if signature.date else LINE,
    }


def _stamp(stamp: Stamp) -> dict[str, Any]:
    return {
        "program": stamp.program,
        "model": stamp.model_sha256,
        "catalogue": stamp.catalogue,
        "version": stamp.catalogue_version,
        "date": date(stamp.date),
        "originals": [{"name": o.name, "sha256": o.sha256} for o in stamp.originals],
    }
