"""Measure the docx reader on a table of 300 rows × 7 with merges against its two yardsticks.

Targets (issue 2): at most 8 times a bare lxml pass over the same file, at least 3 times faster than
python-docx's `row.cells`. Run: python benchmarks/bench_docx.py. Exit status 1 when a target is missed.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable, Sequence

import docx
from lxml import etree

from nlp.read.docx import read_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
N_ROWS, N_COLUMNS, N_ROUNDS = 300, 7, 15
MOST_TIMES_BARE, LEAST_TIMES_FASTER = 8.0, 3.0


def sample() -> bytes:
    """Build the document: a section row every 20 rows, a vertical merge over three rows in two columns of each ten."""
    document = docx.Document()
    # A paragraph with a style makes the reader parse the styles too, 350 KB in python-docx's template.
    document.add_paragraph("Цель плана", style="List Number")
    table = document.add_table(N_ROWS, N_COLUMNS)
    grid = [list(row.cells) for row in table.rows]
    for i, cells in enumerate(grid):
        for j, cell in enumerate(cells):
            cell.text = f"{i + 1}." if j == 0 else f"Провести работу {i} по направлению {j} с заместителями директоров"
    for i in range(0, N_ROWS, 20):
        for cell in grid[i][1:]:
            cell.text = ""
        grid[i][0].merge(grid[i][-1])
    for i in range(3, N_ROWS - 3, 10):
        for j in (3, 5):
            for cell in (grid[i + 1][j], grid[i + 2][j]):
                cell.text = ""
            grid[i][j].merge(grid[i + 2][j])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def bare_pass(data: bytes) -> list[list[str]]:
    """Unpack, parse and collect the text of every cell: what no reader can do without."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [["".join(t.text or "" for t in tc.iter(f"{W}t")) for tc in tr.iter(f"{W}tc")] for tr in root.iter(f"{W}tr")]


def python_docx_pass(data: bytes) -> list[list[str]]:
    """Read the same through python-docx's `row.cells`."""
    return [[cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(data)).tables for row in table.rows]


def fastest(functions: Sequence[Callable[[bytes], object]], data: bytes) -> list[float]:
    """Return the best processor time of each function in seconds; they take turns, so that load falls on all alike."""
    best = [float("inf")] * len(functions)
    for _ in range(N_ROUNDS):
        for i, function in enumerate(functions):
            begin = time.process_time()
            function(data)
            best[i] = min(best[i], time.process_time() - begin)
    return best


def main() -> int:
    """Measure, print and judge."""
    own, bare, foreign = fastest((read_docx, bare_pass, python_docx_pass), sample())
    print(f"own reader {own * 1000:.1f} ms · bare lxml {bare * 1000:.1f} ms · python-docx {foreign * 1000:.1f} ms")
    print(f"times a bare lxml pass: {own / bare:.1f} (target ≤ {MOST_TIMES_BARE:.0f})")
    print(f"times faster than python-docx row.cells: {foreign / own:.1f} (target ≥ {LEAST_TIMES_FASTER:.0f})")
    return 0 if own <= MOST_TIMES_BARE * bare and foreign >= LEAST_TIMES_FASTER * own else 1


if __name__ == "__main__":
    sys.exit(main())
