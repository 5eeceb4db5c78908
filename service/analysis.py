"""What is computed of a file or a plan; pure, run in worker processes that know no database."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from nlp import artifacts, gaps, pipeline
from nlp.amend import amend
from nlp.artifacts.store import RESTORE
from nlp.domain import Coverage, Edit, Mandate, Reading, Roadmap
from nlp.embed import Vectors
from nlp.errors import ModelError
from nlp.isolate.reading import read_file
from nlp.read import read_bytes

Catalogues = Mapping[str, tuple[Mandate, ...]]  # by id; a catalogue never changes under its id
Tell = Callable[[str, int, int | None], None]  # stage, done, total
# What two catalogues of a region and some of an expert's own need, with room.
_KEPT_CATALOGUES = 32
_DOUBT = "category-unsure"  # the only notice that comes from a model
_FIRST_ROW = "Мероприятие\tСрок\tИсполнитель\nОпрос родителей\tмай 2024\tОтдел образования, Орлова Ю.Ю.\n"
_prepared: dict[tuple[Mandate, ...], gaps.Catalogue] = {}


@dataclass(frozen=True)
class Analysed:
    """All that the machine says of one plan.

    `roadmap` has categories and the experts' edits; `vectors` is float32 (n_measures, d), rows of length 1, in the
    order of its measures; `stamp` names the models of everything, `encoder` the one that made the vectors;
    `machine` is the roadmap before the edits.
    """

    roadmap: Roadmap
    vectors: Vectors
    coverage: dict[str, tuple[Coverage, ...]]
    stamp: str
    encoder: str
    machine: Roadmap


@dataclass(frozen=True)
class AnalysedFile:
    """A file as it was read (state, message, packed document), and its plans; none where nothing could be read."""

    reading: Reading
    plans: tuple[Analysed, ...]
    stamp: str
    catalogue_ids: tuple[str, ...] = field(default=())


def quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody how far the work is."""


def analyse_file(
    path: Path,
    name: str,
    catalogues: Catalogues,
    tell: Tell = quiet,
    cancelled: Callable[[], bool] | None = None,
) -> AnalysedFile:
    """Read a stranger's file in a child process that can be killed, and answer for each plan in it.

    A file that cannot be read is an answer too: its state and message say why.

    Args:
        path: where the file lies.
        name: what its owner calls it.
        catalogues: what the plans are held against.
        tell: called with each stage (`nlp.isolate.limits.Progress`, then «answering») and how far it is.
        cancelled: asked a few times a second while the file is read; true ends that.

    Raises:
        ModelError: a model is absent, damaged or foreign.
    """
    tell("reading", 0, None)
    reading = read_file(path, name=name, on_progress=lambda at: tell(at.stage, at.done, at.total), cancelled=cancelled)
    plans = []
    for i, roadmap in enumerate(reading.roadmaps):
        tell("answering", i, len(reading.roadmaps))
        plans.append(answers(roadmap, catalogues))
    return AnalysedFile(reading, tuple(plans), stamp(), tuple(catalogues))


def answers(machine: Roadmap, catalogues: Catalogues, edits: Sequence[Edit] = ()) -> Analysed:
    """Classify a plan's measures anew, put the experts' edits over them and answer for what comes out.

    Args:
        machine: the plan without edits; categories it has already are replaced.
        catalogues: what the plan is held against.
        edits: those in force, oldest first.

    Raises:
        ModelError: a model is absent, damaged or foreign.
    """
    models = artifacts.load_models()
    plain = machine.model_copy(update={"notices": tuple(n for n in machine.notices if n.kind != _DOUBT)})
    found = pipeline.classified(plain, models.classifier)
    body = amend(found, edits, models.classifier).roadmap
    vectors = models.encoder.encode([m.text for m in body.measures])
    return Analysed(body, vectors, coverage(body, catalogues), stamp(), models.encoder.name, found)


def coverage(roadmap: Roadmap, catalogues: Catalogues) -> dict[str, tuple[Coverage, ...]]:
    """Say of every mandate of each catalogue how the plan covers it."""
    models = artifacts.load_models()
    return {
        catalogue_id: gaps.coverage(roadmap, _catalogue(mandates), models.gap_model, models.gap_senses)
        for catalogue_id, mandates in catalogues.items()
    }


def _catalogue(mandates: tuple[Mandate, ...]) -> gaps.Catalogue:
    """Prepare a catalogue once a process: it takes as long as hundreds of plans."""
    if mandates not in _prepared:
        while len(_prepared) >= _KEPT_CATALOGUES:
            _prepared.pop(next(iter(_prepared)), None)
        _prepared[mandates] = gaps.prepare(mandates, artifacts.load_models().gap_senses)
    return _prepared[mandates]


@lru_cache(maxsize=1)
def stamp() -> str:
    """Return the identity of the models and the code in use: results with another stamp are stale.

    Raises:
        ModelError: the models are absent or damaged.
    """
    try:
        manifest = (artifacts.models_dir() / "manifest.json").read_bytes()
    except OSError as error:
        raise ModelError(
            "Не загружены модели", f"models/manifest.json не открывается ({error.strerror})", RESTORE
        ) from error
    return stamp_of(manifest)


def stamp_of(manifest: bytes) -> str:
    """Return the identity that results of the models of a manifest have, with the encoder and the code in use.

    Raises:
        ModelError: the encoder is absent or damaged.
    """
    encoder = artifacts.load_encoder().name if os.environ.get("SVERKA_ENCODER", "").strip() else ""
    return hashlib.sha256(b"\0".join((manifest, encoder.encode(), version("sverka").encode()))).hexdigest()


def warm() -> None:
    """Load what every analysis needs and answer for a first row, so that nobody's plan pays for it.

    Raises:
        ModelError: a model is absent, damaged or foreign.
    """
    document = read_bytes(_FIRST_ROW.encode(), "warm.txt")
    for roadmap in pipeline.analyse(document, artifacts.load_regions()):
        answers(roadmap, {"": artifacts.load_mandates()})
    stamp()
