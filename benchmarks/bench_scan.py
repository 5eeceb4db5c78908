"""Measure scans: the galleries printed, worn and recognised, and the time against the bare tesseract command.

Targets (issue 4): clean scans of 200 dpi F1 ≥ 0.98 and character accuracy ≥ 0.98, noisy rotated ones F1 ≥ 0.95, stamped ones
F1 ≥ 0.93; a page in at most 1.25 × the time of `tesseract page.png - -l rus`, both cores busy.
Run: python benchmarks/bench_scan.py [EVERY]; EVERY takes only each n-th sample. Exit status 1 when a target is missed.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from difflib import SequenceMatcher

import cv2
import numpy as np
import pypdfium2 as pdfium
from bench_pdf import Sample, samples
from samples import TESTS

from nlp.domain import Block, Document, Paragraph
from nlp.read.pdf import read_pdf
from nlp.segment import segment

sys.path.insert(0, str(TESTS))
from gold import squash
from gold_figures import count, shares
from pdf_builder import LANDSCAPE, PORTRAIT, Look
from scan_builder import CLEAN, FONTS, NOISY, STAMPED, Wear, as_pdf, print_plan, scanned

LEAST_F1 = {"чистые": 0.98, "шум и наклон": 0.95, "печать и шум": 0.93, "разные": 0.93, "без линий": 0.0}
LEAST_CHARACTERS = 0.98
MOST_TIME = 1.25
LONGEST = 30  # measures; longer plans add pages, not layouts
TIMED = 12  # plans of a kind, spread over the gallery
AT_ONCE = 6  # pages: both readers keep all cores busy only with several


def conditions(kind: str, chance: random.Random) -> tuple[Look, Wear]:
    """Draw how a plan is printed and what happens to the page."""
    page = chance.choice((LANDSCAPE, LANDSCAPE, PORTRAIT))
    size = chance.choice((9, 10, 11, 12, 14)) if page == LANDSCAPE else chance.choice((9, 10))
    look = Look(
        size=size,
        page=page,
        head=chance.choice(("", "Система образования")),
        numbers=chance.random() < 0.5,
        repeat_header=chance.random() < 0.5,
        hyphens=chance.random() < 0.8,
    )
    if kind == "без линий":
        look = replace(look, borders=frozenset(), gap=5)
    angle = chance.uniform(0.3, 1.5) * chance.choice((-1, 1))
    drawn = Wear(
        dpi=chance.choice((150, 200, 300)),
        angle=angle,
        noise=chance.choice((0, 8, 14)),
        salt=chance.choice((0, 0.001)),
        blur=chance.choice((0, 0.6)),
        light=chance.choice((0, 0.2, 0.3)),
        jpeg=chance.choice((0, 60, 80)),
        stamp=chance.choice(("", "blue", "grey")),
        fade=chance.choice((0, 0, 0.3)),
    )
    wears = {
        "чистые": CLEAN,
        "без линий": CLEAN,
        "шум и наклон": replace(NOISY, angle=angle),
        "печать и шум": replace(STAMPED, angle=angle),
    }
    return look, wears.get(kind, drawn)


def text_of(blocks: Sequence[Block]) -> str:
    """Return all text in order, compared as the scorer does; dashes and quotes of any kind are alike."""
    texts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for row in block.rows for cell in row.cells if not cell.continued]
    return squash("".join(texts))


def right_characters(wanted: str, found: str) -> tuple[int, int]:
    """Return how many characters agree, and of how many."""
    same = sum(m.size for m in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
    return same, max(len(wanted), len(found))


def bare_seconds(pages: Sequence[np.ndarray]) -> float:
    """Return the time of the bare command on the pages, as many at once as there are cores."""
    files = [cv2.imencode(".png", page)[1].tobytes() for page in pages]
    command = ["tesseract", "-", "-", "-l", "rus"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    begin = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(
            pool.map(
                lambda f: subprocess.run(command, input=f, capture_output=True, env=environment, check=True), files
            )
        )
    return time.perf_counter() - begin


def own_seconds(files: Sequence[bytes]) -> float:
    """Return the time to read the pages of several files as one file."""
    whole = pdfium.PdfDocument.new()
    for data in files:
        source = pdfium.PdfDocument(data)
        whole.import_pages(source)
        source.close()
    stream = io.BytesIO()
    whole.save(stream)
    whole.close()
    begin = time.perf_counter()
    read_pdf(stream.getvalue())
    return time.perf_counter() - begin


class Times:
    """The time of both readers on the same pages, some at a time, one reader and then the other."""

    def __init__(self) -> None:
        self.own = self.bare = 0.0
        self._files: list[bytes] = []
        self._pages: list[np.ndarray] = []

    def add(self, data: bytes, pages: Sequence[np.ndarray]) -> None:
        """Take a file and its pages as pictures."""
        self._files.append(data)
        self._pages += pages
        if len(self._pages) >= AT_ONCE:
            self.measure()

    def measure(self) -> None:
        """Time what was taken and not yet timed."""
        if self._files:
            self.own += own_seconds(self._files)
            self.bare += bare_seconds(self._pages)
        self._files, self._pages = [], []


def measure(kind: str, gallery: Sequence[Sample]) -> dict[str, float]:
    """Print, wear, read and count; the time of both readers on the same pages."""
    chance = random.Random(kind)  # seeded by a name: the same pages every time
    counts: Counter[str] = Counter()
    same = n_characters = n_pages = 0
    own, times = 0.0, Times()
    for number, (gold, blocks) in enumerate(gallery):
        look, wear = conditions(kind, chance)
        printed = print_plan(blocks, look, chance.choice([f for f in FONTS if FONTS[f][0].exists()]))
        pages = scanned(printed, wear, number)
        data = as_pdf(pages, wear.dpi)
        begin = time.perf_counter()
        found = read_pdf(data)[0]
        own += time.perf_counter() - begin
        n_pages += len(pages)
        if number % max(len(gallery) // TIMED, 1) == 0:
            times.add(data, pages)
        document = Document(name="", media_type="", sha256="", blocks=found)
        counts += count(gold, [s for part in segment(document) for s in part.segments])
        right, of = right_characters(text_of(read_pdf(printed)[0]), text_of(found))
        same, n_characters = same + right, n_characters + of
    times.measure()
    timed = {"s/page": own / n_pages, "time": times.own / times.bare}
    return shares(counts) | {"characters": same / n_characters} | timed


def main() -> int:
    """Measure, print and judge."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    gallery = [sample for sample in samples() if len(sample[0]["measures"]) <= LONGEST][::every]
    good = True
    print(f"{len(gallery)} plans; time: own ÷ bare tesseract on the same pages")
    for kind, least in LEAST_F1.items():
        found = measure(kind, gallery)
        print(f"{kind:14}", " ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)
        good = good and found["f1"] >= least and (kind != "чистые" or found["characters"] >= LEAST_CHARACTERS)
        good = good and (kind == "без линий" or found["time"] <= MOST_TIME)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
