"""Sample plans printed to PDF by LibreOffice and read back: hyphenated, with rows broken over pages.

All looks and all samples: benchmarks/bench_rendered.py.
"""

from collections import Counter
from pathlib import Path

import pytest
from gold import faults
from gold_figures import below, count
from rendered import ABSENT, LOOKS, make_word, rendered

from nlp.domain import Document
from nlp.read import read
from nlp.read.legacyoffice import program
from nlp.segment import segment

pytestmark = pytest.mark.skipif(program() is None, reason=ABSENT)
HARD = ("альбом, шапка повторяется", "малый лист")
STEP = 6


@pytest.fixture(scope="session")
def printed(gallery, tmp_path_factory):
    """The gold and the PDF of some samples in each look."""
    folder = tmp_path_factory.mktemp("rendered")
    files, golds = [], {}
    for number, look in enumerate(HARD):
        for gold, blocks in gallery[::STEP]:
            file = folder / f"{Path(gold['file']).stem}-{number}.docx"
            file.write_bytes(make_word(blocks, LOOKS[look]))
            # What the Word file itself cannot say is no fault of its print.
            if not faults(gold, measures(read(file))):
                files.append(file)
                golds.setdefault(look, []).append(gold)
    made = iter(rendered(files, folder / "pdf", "pdf"))
    return {look: [(gold, next(made)) for gold in golds[look]] for look in HARD}


def measures(document: Document):
    return [s for part in segment(document) for s in part.segments]


@pytest.mark.parametrize(
    ("look", "least"), [(HARD[0], (0.995, 0.98, 0.97)), (HARD[1], (0.97, 0.95, 0.90))], ids=["альбом", "малый лист"]
)
def test_plans_printed_by_the_office(printed, look, least):
    """`least` holds F1, exact texts and right cells; of the first look those of issue 4."""
    counts = Counter()
    for gold, pdf in printed[look]:
        counts += count(gold, measures(read(pdf)))
    assert below(counts, *least) == {}
