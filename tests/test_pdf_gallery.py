"""The galleries of plans printed to PDF and read back: wrapped, hyphenated, broken over pages."""

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest
from gold_figures import FIELDS, count, shares
from pdf_builder import PORTRAIT, Look, make_pdf

from nlp.read import read, read_bytes
from nlp.segment import segment

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def gallery(tmp_path_factory):
    """The gold of both galleries with the blocks of each sample."""
    folder = tmp_path_factory.mktemp("office")
    spec = importlib.util.spec_from_file_location("make_office", SAMPLES / "layouts2" / "make_office.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(str(folder))
    samples = []
    for file in sorted([*SAMPLES.glob("layouts/*.json"), *SAMPLES.glob("layouts2/*.json")]):
        gold = json.loads(file.read_text("utf-8"))
        source = file.parent / gold["file"]
        samples.append((gold, read(source if source.exists() else folder / gold["file"]).blocks))
    return samples


@pytest.mark.parametrize(
    ("look", "step", "least"),
    [
        pytest.param(
            Look(head="Система образования", numbers=True, repeat_header=True), 1, (0.999, 0.98, 0.97), id="линии"
        ),
        pytest.param(Look(page=PORTRAIT, size=8, turn=1), 5, (0.99, 0.98, 0.95), id="на боку"),
        pytest.param(Look(borders=frozenset(), gap=5), 4, (0.95, 0.95, 0.90), id="без линий"),
    ],
)
def test_galleries_printed_to_pdf(gallery, look, step, least):
    """`least` holds F1, exact texts and right cells; of the first look those of issue 4."""
    counts = Counter()
    for gold, blocks in gallery[::step]:
        parts = segment(read_bytes(make_pdf(blocks, look), gold["file"]))
        counts += count(gold, [s for part in parts for s in part.segments])
    found = shares(counts)
    assert found["f1"] >= least[0]
    assert found["exact"] >= least[1]
    assert min(found[name] for name in FIELDS) >= least[2]
