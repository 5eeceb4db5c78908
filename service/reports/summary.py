"""The short summary of a conclusion: a few plain Russian sentences on counts and gaps by stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nlp.domain import Coverage, CoverageStatus, Mandate, Roadmap
from nlp.labels import STAGES, plural

MEANING = (
    "«Не найдено» означает, что в тексте плана такого мероприятия не видно; работа при этом может вестись. "
    "Статусы предложены программой по тексту плана, решение остаётся за экспертом."
)
NO_MEASURES = "Мероприятий в плане не найдено: проверьте, тот ли это файл и прочитан ли он целиком."
MOST_TITLES = 4


def counts(roadmap: Roadmap, coverage: Sequence[Coverage]) -> str:
    """Return the first sentences: how many measures, how many of the expected ones were found."""
    return _counts(roadmap, coverage) if roadmap.measures else NO_MEASURES


def _counts(roadmap: Roadmap, coverage: Sequence[Coverage]) -> str:
    counts = Counter(c.status for c in coverage)
    measures = plural(len(roadmap.measures), "мероприятие", "мероприятия", "мероприятий")
    expected = len(coverage) - counts["not-applicable"]
    if not expected:
        return f"В плане {measures}. С каталогом ожидаемых мероприятий план не сопоставлялся."
    named: list[tuple[CoverageStatus, str]] = [
        ("covered", "есть"),
        ("partial", "есть частично"),
        ("missing", "не найдено"),
        ("undecided", "программа не решила, нужен взгляд эксперта:"),
    ]
    said = "; ".join(f"{words} {counts[status]}" for status, words in named if counts[status])
    aside = (
        f" Ещё {plural(counts['not-applicable'], 'ожидаемое мероприятие', 'ожидаемых мероприятия', 'ожидаемых мероприятий')} "
        "к этому плану не относится."
        if counts["not-applicable"]
        else ""
    )
    return f"В плане {measures}. Из {_of_expected(expected)} каталога: {said}.{aside}"


def _of_expected(n: int) -> str:
    """Return the genitive that follows «из»: из 21 ожидаемого мероприятия, из 31 …, из 25 ожидаемых мероприятий."""
    one = n % 10 == 1 and n % 100 != 11
    return f"{n} ожидаемого мероприятия" if one else f"{n} ожидаемых мероприятий"


def stage_gaps(coverage: Sequence[Coverage], mandates: Mapping[str, Mandate]) -> list[dict[str, str]]:
    """Return for each stage of the management cycle with a gap what was not found there, in the cycle's order."""
    gaps = []
    for stage, name in STAGES.items():
        own = _of_stage(stage, coverage, mandates)
        absent = [c.title for c in own if c.status == "missing"]
        if absent:
            titles = "; ".join(f"«{t}»" for t in absent[:MOST_TITLES])
            more = f" и ещё {len(absent) - MOST_TITLES}" if len(absent) > MOST_TITLES else ""
            gaps.append({"name": name, "text": f"не найдено {len(absent)} из {len(own)}: {titles}{more}."})
    return gaps


def whole_stages(coverage: Sequence[Coverage], mandates: Mapping[str, Mandate]) -> str:
    """Say in which stages everything is there at least in part; an empty text where there is no such stage."""
    own = {name: _of_stage(stage, coverage, mandates) for stage, name in STAGES.items()}
    whole = [f"«{n}»" for n, cs in own.items() if cs and all(c.status in ("covered", "partial") for c in cs)]
    if not whole:
        return ""
    return f"{'На этапе' if len(whole) == 1 else 'На этапах'} {', '.join(whole)} все ожидаемые мероприятия есть хотя бы частично."


def _of_stage(stage: str, coverage: Sequence[Coverage], mandates: Mapping[str, Mandate]) -> list[Coverage]:
    return [c for c in coverage if _stage(c, mandates) == stage and c.status != "not-applicable"]


def _stage(coverage: Coverage, mandates: Mapping[str, Mandate]) -> str | None:
    mandate = mandates.get(coverage.mandate)
    return mandate.stage if mandate else None
