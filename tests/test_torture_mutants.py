"""Mutants of sample files: each ends in a named state, and none by a fault of ours."""

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from mutants import mutants
from pdf_builder import make_pdf
from torture_parent import is_well_told

from nlp.isolate import read_file
from nlp.read import read

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
SEED = 20261122
# Files that other programs make from a sample stand in the long run only.
KINDS = (".docx", ".xlsx", ".html", ".txt")


@pytest.fixture(scope="module")
def sources():
    sources = {p.name: p.read_bytes() for p in sorted(SAMPLES.iterdir()) if p.suffix in KINDS}
    for name in ("podneprovskoe-2023.xlsx", "primokshanskoe-2022.docx"):
        sources[f"{name}.pdf"] = make_pdf(read(SAMPLES / name).blocks[:60])
    return sources


def _read_all(made, folder):
    """Read mutants by two threads: (number, name, reading)."""

    def one(numbered):
        number, (name, data) = numbered
        path = folder / f"{number}-{name}"
        path.write_bytes(data)
        reading = read_file(path)
        path.unlink()
        return number, name, reading

    numbered = enumerate(made)
    with ThreadPoolExecutor(2) as pool:
        while batch := list(islice(numbered, 64)):
            yield from pool.map(one, batch)


def _faults(sources, n, seed=SEED):
    """Read `n` mutants; return what went wrong, and how many ended in each state."""
    counts, faults = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for number, name, reading in _read_all(mutants(sources, seed, n), Path(folder)):
            counts[reading.state] += 1
            if reading.state == "failed" or not is_well_told(reading, Path(folder)):
                faults.append(f"mutant {number} of {name}: {reading.state} «{reading.message}»")
    return faults, counts


def test_mutants_are_the_same_each_time(sources):
    assert list(mutants(sources, 1, 40)) == list(mutants(sources, 1, 40))
    assert len(set(mutants(sources, 1, 40))) > 35


def test_some_hundred_mutants(sources):
    faults, counts = _faults(sources, 240)
    assert not faults, "\n".join([f"seed {SEED}", *faults])
    assert counts["ok"] > 40
    assert counts["rejected"] > 20


@pytest.mark.torture
def test_ten_thousand_mutants(sources, capsys):
    faults, counts = _faults(sources, 10_000, SEED + 1)
    with capsys.disabled():
        print(f"\nseed {SEED + 1}: {dict(counts)}")  # noqa: T201
    assert not faults, "\n".join([f"seed {SEED + 1}", *faults])
