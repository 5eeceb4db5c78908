"""The command `sverka evaluate`: judge, and write figures, charts and the model card into a folder."""

from __future__ import annotations

from pathlib import Path

from nlp.artifacts import load_category_labels, write_files
from nlp.evaluate.card import card
from nlp.evaluate.charts import charts
from nlp.evaluate.figures import Figures
from nlp.evaluate.parts import parts


def report(figures: Figures, out: Path) -> tuple[str, ...]:
    """Write README.md (the model card), figures.json and the charts into `out`; return the names written.

    Raises:
        ModelError: the corpus is damaged, or matplotlib is not installed.
        InputError: the folder cannot be written to.
    """
    labels = {str(category): label for category, label in load_category_labels().items()}
    files = {
        **charts(figures, labels),
        "README.md": card_text(figures).encode(),
        "figures.json": (figures.model_dump_json(indent=1) + "\n").encode(),
    }
    write_files(out, files)
    return tuple(sorted(files))


def card_text(figures: Figures) -> str:
    """Return the model card in Russian Markdown; same figures, same text.

    Raises:
        ModelError: the corpus is damaged.
    """
    labels = {str(category): label for category, label in load_category_labels().items()}
    return card(parts(figures, labels), figures.missing)
