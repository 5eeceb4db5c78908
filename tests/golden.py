"""The sample plans of `corpus/samples` beside what is found in them; `make golden` writes it anew.

Categories are left out: they change with the models, which have figures of their own.
"""

from __future__ import annotations

import json
from pathlib import Path

from nlp.artifacts import corpus_dir, load_regions
from nlp.pipeline import analyse
from nlp.read import read

SUFFIXES = (".docx", ".html", ".txt", ".xlsx")


def samples() -> list[Path]:
    return sorted(p for p in (corpus_dir() / "samples").iterdir() if p.suffix in SUFFIXES)


def golden_path(sample: Path) -> Path:
    return sample.with_name(sample.name + ".json")


def found(sample: Path) -> str:
    roadmaps = analyse(read(sample), load_regions())
    shown = [r.model_dump(mode="json", exclude={"measures": {"__all__": {"category", "activity"}}}) for r in roadmaps]
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for sample in samples():
        golden_path(sample).write_text(found(sample), "utf-8")
