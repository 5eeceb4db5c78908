"""Measure plans printed by LibreOffice: both galleries as PDF in several looks, rows broken over pages and hyphenated.

Targets (issue 4): F1 1.00, exact ≥ 0.98, fields ≥ 0.97; of the hardest looks F1 ≥ 0.97. Exit status 1 when a target is missed.
Run: python benchmarks/bench_rendered.py [FOLDER [LOOK…]]; the files stay in FOLDER.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from samples import TESTS

sys.path.insert(0, str(TESTS))
import galleries
from gold import faults
from gold_figures import FIELDS, count, shares
from rendered import LOOKS, make_word, rendered

from nlp.domain import Segment
from nlp.read import read
from nlp.segment import segment

LEAST = {"f1": 0.995, "exact": 0.98} | dict.fromkeys(FIELDS, 0.97)
# Columns of three letters; no lines to tell rows apart.
LEAST_HARD = {"f1": 0.97, "exact": 0.95} | dict.fromkeys(FIELDS, 0.90)
AS_THEY_ARE = "как в образцах"
HARD = {AS_THEY_ARE, "узкие столбцы", "без линий"}


def figures(name: str, folder: Path) -> dict[str, float]:
    """Print both galleries in one look, read them back and count; the samples that differ are named on standard error."""
    galleries.make_office(folder)
    files = []
    for gold, blocks in galleries.plans(folder):
        file = folder / f"{Path(gold['file']).stem}.docx"
        if name != AS_THEY_ARE:
            file.write_bytes(make_word(blocks, LOOKS[name]))
        # What the Word file itself cannot say is no fault of its print.
        if file.exists() and not faults(gold, _measures(file)):
            files.append((gold, file))
    pdfs = rendered([file for _, file in files], folder / "pdf", "pdf")
    counts: Counter[str] = Counter()
    for (gold, _), pdf in zip(files, pdfs, strict=True):
        own = count(gold, _measures(pdf))
        counts += own
        wrong = {key: round(value, 3) for key, value in shares(own).items() if value < 1}
        if wrong:
            print(f"  {name}: {pdf.stem}", wrong, file=sys.stderr)
    return shares(counts)


def _measures(file: Path) -> list[Segment]:
    return [s for part in segment(read(file)) for s in part.segments]


def main(folder: Path, names: list[str]) -> int:
    """Measure, print and judge."""
    good = True
    for i, name in enumerate(names or [AS_THEY_ARE, *LOOKS]):
        own = folder / str(i)
        own.mkdir(parents=True, exist_ok=True)
        found = figures(name, own)
        least = LEAST_HARD if name in HARD else LEAST
        met = all(found[key] >= value for key, value in least.items())
        good = good and met
        print(f"{name:32}", " ".join(f"{key} {value:.3f}" for key, value in found.items()), "" if met else "МАЛО")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(made), []))
