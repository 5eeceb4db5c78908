"""The galleries of plans printed to PDF and read back: wrapped, hyphenated, broken over pages."""

from collections import Counter

import pytest
from gold_figures import below, count
from pdf_builder import PORTRAIT, Look, make_pdf

from nlp.read import read_bytes
from nlp.segment import segment


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
    assert below(counts, *least) == {}
