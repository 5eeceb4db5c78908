"""Print every figure that the README claims, measured now: python benchmarks/figures.py [--write].

Real plans are judged where SVERKA_SHARED (../shared) holds them with `tools/score.py`. What cannot be measured is named
as such. `--write` puts the table between `<!-- figures -->` and `<!-- /figures -->` of README.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

OPENING, CLOSING = "<!-- figures -->", "<!-- /figures -->"
SCORE_TIMEOUT_S = 120


class Figure(NamedTuple):
    """A claim: what is measured on which texts, what came out (None: could not be measured), the bound it is held to."""

    group: str
    what: str
    value: float | None
    wanted: str = ""
    note: str = ""


class Claim(NamedTuple):
    """A figure of `tools/score.py`: its scorer, the command that it needs, its key, our words for it, the bound."""

    scorer: str
    command: str
    key: str
    what: str
    wanted: str


# Bounds: issues 2 and 3.
CLAIMS = (
    Claim("segments", "analyse", "f1", "мероприятия найдены (F1)", "= 1"),
    Claim("segments", "analyse", "exact", "текст мероприятия дословно", "= 1"),
    Claim("segments", "analyse", "number", "номер", ">= 0.98"),
    Claim("segments", "analyse", "section", "раздел", ">= 0.98"),
    Claim("segments", "analyse", "deadline", "ячейка срока", ">= 0.98"),
    Claim("segments", "analyse", "executors", "ячейка исполнителей", ">= 0.98"),
    Claim("segments", "analyse", "outcome", "ячейка результата", ">= 0.98"),
    Claim("passport", "analyse", "region", "регион", "= 1"),
    Claim("passport", "analyse", "municipality", "муниципалитет", "= 1"),
    Claim("passport", "analyse", "period", "период", "= 1"),
    Claim("passport", "analyse", "act", "акт", "= 1"),
    Claim("fields", "analyse", "deadline", "срок понят: окна и повторяемость", ">= 0.96"),
    Claim("fields", "analyse", "roles_f1", "роли исполнителей (F1)", ">= 0.92"),
    Claim("fields", "analyse", "indicators", "показатели", ">= 0.98"),
    Claim("categories", "analyse", "strict", "категория", ">= 0.92"),
    Claim("categories", "analyse", "lenient", "категория, спорные по-любому", ">= 0.97"),
    Claim("categories", "analyse", "macro_f1", "категории, среднее F1", ">= 0.88"),
    Claim("categories", "analyse", "ece", "категории, ошибка калибровки (ECE)", "<= 0.08"),
    Claim("pairs", "match", "ap_same", "пары «то же» (AP)", ">= 0.50"),
    Claim("pairs", "match", "ap_related", "пары «то же» и «связано» (AP)", ">= 0.70"),
    Claim("pairs", "match", "precision_at_half", "пары: точность при вероятности от 0,5", ">= 0.60"),
    Claim("pairs", "match", "recall_at_half", "пары: полнота при вероятности от 0,5", ">= 0.40"),
    Claim("gaps", "gaps", "status", "пробелы: верный статус среди решённых", ">= 0.85"),
    Claim("gaps", "gaps", "undecided", "пробелы: не решено", "<= 0.15"),
    Claim("gaps", "gaps", "missing_precision", "пробелы: точность «не найдено»", ">= 0.90"),
    Claim("gaps", "gaps", "missing_recall", "пробелы: полнота «не найдено»", ">= 0.60"),
    Claim("gaps", "gaps", "evidence_at_3", "пробелы: верная строка среди трёх первых", ">= 0.95"),
)
REAL = "Три настоящих плана (на них правила и пороги отлажены)"


def real_plans() -> Iterator[Figure]:
    """Run `tools/score.py` on the three real plans, once a command that exists."""
    import sverka

    score = Path(os.environ.get("SVERKA_SHARED") or "../shared").resolve() / "tools" / "score.py"
    commands = {c.name or getattr(c.callback, "__name__", "") for c in sverka.app.registered_commands}
    for command, group in groupby(CLAIMS, key=lambda c: c.command):
        claims = list(group)
        found: dict[tuple[str, str], float] = {}
        if not score.exists():
            note = "нет папки с настоящими планами"
        elif command not in commands:
            note = f"команды sverka {command} ещё нет"
        else:
            found, note = _scored(score, list(dict.fromkeys(c.scorer for c in claims)))
        for claim in claims:
            yield Figure(REAL, claim.what, found.get((claim.scorer, claim.key)), claim.wanted, note)


def _scored(score: Path, scorers: Sequence[str]) -> tuple[dict[tuple[str, str], float], str]:
    """Return (scorer, key) → figure from the lines «ALL scorer key=value …», or nothing and the cause."""
    arguments = [sys.executable, str(score), *scorers, "--sverka", f"{sys.executable} {ROOT / 'sverka.py'}"]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=SCORE_TIMEOUT_S, check=False, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return {}, f"score.py не уложился в {SCORE_TIMEOUT_S} с"
    # A failed command leaves the scorer counting empty answers: no figures of the program then.
    if done.returncode or "FAILED" in done.stderr:
        causes = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("FAILED")]
        return {}, causes[0].replace("|", "/") if causes else "score.py не сработал"
    found = {
        (line.split()[1], key): float(value)
        for line in done.stdout.splitlines()
        if line.startswith("ALL ")
        for key, value in re.findall(r"(\w+)=([\d.]+)", line)
    }
    return found, ""


def test_part() -> Iterator[Figure]:
    """Judge the models by the test part of the corpus."""
    from nlp.evaluate.whole import evaluate, load_corpus, load_judged

    corpus = load_corpus()
    found = evaluate(load_judged(), corpus)
    texts = f"Проверочная часть корпуса: формулировок — {len(corpus.test_phrasings)}, пар — {len(corpus.test_pairs)}"
    c, pairs, encoder, plain = found.classifier, found.pairs, found.encoder, found.plain
    yield Figure(texts, "категория", c and c.categories.accuracy, ">= 0.93")
    yield Figure(texts, "категории, среднее F1", c and c.categories.macro_f1)
    yield Figure(texts, "категории, ошибка калибровки (ECE)", c and c.categories.ece, "<= 0.04")
    yield Figure(texts, "типовое мероприятие на первом месте", c and c.activities.top_1, ">= 0.80")
    yield Figure(texts, "типовое мероприятие среди пяти первых", c and c.activities.top_5, ">= 0.95")
    absent = "модели соответствий ещё нет" if pairs is None else ""
    yield Figure(texts, "пары «то же» (AP)", pairs and pairs.ap_same, ">= 0.80", absent)
    yield Figure(texts, "пары «то же» и «связано» (AP)", pairs and pairs.ap_related, "", absent)
    absent = "модели кодировщика ещё нет" if encoder is None else ""
    least = "" if plain is None else f">= {plain.spearman:.3f}"
    yield Figure(
        texts, "общий русский: корреляция с людьми (нужно: не хуже navec)", encoder and encoder.spearman, least, absent
    )
    words = {f.queries: f.ndcg_at_10 for f in found.search if f.way == "words"}
    for f in found.search:
        kind = "по формулировке" if f.queries == "text" else "по названию"
        way = {"words": "слова", "vectors": "векторы", "fused": "слова и векторы"}[f.way]
        wanted = f">= {words[f.queries]:.3f}" if f.way == "fused" else ""
        yield Figure(texts, f"поиск {kind}, {way} (nDCG@10)", f.ndcg_at_10, wanted)


def measured() -> Iterator[Figure]:
    """Measure everything, in the order in which the README shows it."""
    from samples import galleries, judged_mandates, phrase_tables

    yield from real_plans()
    yield from (Figure(*row) for row in galleries())
    yield from (Figure(*row) for row in phrase_tables())
    yield from (Figure(*row) for row in judged_mandates())
    yield from test_part()


def meets(value: float, wanted: str) -> bool:
    """Tell whether a value keeps a bound («>= 0.98», «<= 0.04», «= 1»); three digits count, as printed."""
    sign, bound = wanted.split()
    value = round(value, 3)
    return {">=": value >= float(bound), "<=": value <= float(bound), "=": value == float(bound)}[sign]


def markdown(figures: Iterable[Figure]) -> str:
    """Write a table: what, measured, wanted; a group's name stands in a row of its own."""
    lines = ["| что | измерено | нужно |", "| --- | ---: | ---: |"]
    for group, rows in groupby(figures, key=lambda f: f.group):
        lines.append(f"| **{group}** | | |")
        lines += [f"| {f.what} | {_shown(f)} | {_bound(f.wanted)} |" for f in rows]
    return "\n".join(lines)


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return f"не измерено: {figure.note}" if figure.note else "не измерено"
    shown = f"{figure.value:.3f}".replace(".", ",")
    return shown if not figure.wanted or meets(figure.value, figure.wanted) else f"{shown} (не достигнуто)"


def _bound(wanted: str) -> str:
    return wanted.replace(">=", "≥").replace("<=", "≤").replace("= ", "").replace(".", ",")


def with_block(text: str, block: str) -> str:
    """Return a text with the block between the marks replaced; a missing closing mark is set behind it.

    Raises:
        ValueError: the text has no opening mark.
    """
    before, mark, after = text.partition(OPENING)
    if not mark:
        raise ValueError(f"no {OPENING} in the text")
    _, closing, rest = after.partition(CLOSING)
    return f"{before}{OPENING}\n{block}\n{CLOSING}{rest if closing else after}"


def main() -> int:
    """Measure and print; with --write also put the table into README.md."""
    block = markdown(measured())
    print(block)
    if "--write" in sys.argv[1:]:
        readme = ROOT / "README.md"
        readme.write_text(with_block(readme.read_text("utf-8"), block), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
