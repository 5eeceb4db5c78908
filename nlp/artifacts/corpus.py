"""Read `corpus/`: tables of places, texts that models learn from, catalogues of activities and mandates."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from nlp.domain import Activity, CategoryId, GradedPair, Mandate, Phrasing, RatedPair
from nlp.errors import InputError, ModelError
from nlp.lexicon.regions import Regions, build_regions
from nlp.listed import load_yaml

_ROOT = Path(__file__).resolve().parent.parent.parent


@lru_cache(maxsize=1)
def corpus_dir() -> Path:
    """Return the folder with the data: `SVERKA_CORPUS`, or `corpus/` of the checkout."""
    return Path(os.environ.get("SVERKA_CORPUS") or _ROOT / "corpus")


@lru_cache(maxsize=1)
def load_regions() -> Regions:
    """Return the table of federal subjects with the municipalities known (0.2 s once).

    Raises:
        ModelError: a file of the corpus is absent or damaged.
    """
    return build_regions(_records("regions.yaml"), _records("municipalities.yaml"))


@lru_cache(maxsize=4)
def load_phrasings(part: Literal["activities", "test"] = "activities") -> tuple[Phrasing, ...]:
    """Return the phrasings of the training part (`activities`) or of the test part.

    Raises:
        ModelError: the file is absent or damaged.
    """
    return tuple(Phrasing.model_validate(r) for r in _lines(f"{part}/phrasings.jsonl"))


@lru_cache(maxsize=4)
def load_pairs(part: Literal["pairs", "test"] = "pairs") -> tuple[GradedPair, ...]:
    """Return the graded pairs of the training part (`pairs`) or of the test part.

    Raises:
        ModelError: the file is absent or damaged.
    """
    return tuple(GradedPair.model_validate(r) for r in _lines(f"{part}/pairs.jsonl"))


@lru_cache(maxsize=1)
def load_general_similarity() -> tuple[RatedPair, ...]:
    """Return pairs of general sentences rated by people: what training must not spoil.

    Raises:
        ModelError: the file is absent or damaged.
    """
    name = "test/general_similarity.tsv"
    try:
        lines = [line.split("\t") for line in (corpus_dir() / name).read_text("utf-8").splitlines() if line.strip()]
        return tuple(RatedPair(similarity=float(rating), left=left, right=right) for rating, left, right in lines)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Не прочитан файл корпуса {name}", str(error), "Верните папку corpus/ в исходное состояние."
        ) from error


@lru_cache(maxsize=1)
def load_category_labels() -> dict[CategoryId, str]:
    """Return category → its Russian label, in the order in which reports show them.

    Raises:
        ModelError: the file is absent or damaged.
    """
    return {record["id"]: record["label"] for record in _records("taxonomy.yaml")}


@lru_cache(maxsize=1)
def load_activities() -> tuple[Activity, ...]:
    """Return the catalogue of typical activities in its order.

    Raises:
        ModelError: the file is absent or damaged.
    """
    return tuple(Activity.model_validate(r) for r in _records("activities/catalogue.yaml"))


def load_mandates(name_or_path: str = "municipal") -> tuple[Mandate, ...]:
    """Return a catalogue of mandates: one of `corpus/mandates` by name, or a YAML file of the user's.

    Raises:
        InputError: there is no such catalogue, or it is not written as one; the message says where and what to do.
    """
    from nlp.gaps.catalogue import parse_mandates

    own = {p.stem: p for p in sorted((corpus_dir() / "mandates").glob("*.yaml"))}
    path = own.get(name_or_path) or Path(name_or_path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "файл не в кодировке UTF-8" if isinstance(error, UnicodeDecodeError) else "такого каталога или файла нет"
        raise InputError(
            f"Не прочитан каталог {name_or_path}", why, f"Назовите файл YAML или встроенный каталог: {', '.join(own)}."
        ) from error
    return parse_mandates(text, path.name, {a.id for a in load_activities()})


def _lines(name: str) -> list[dict[str, Any]]:
    """Read a JSON-lines file of the corpus."""
    try:
        return [json.loads(line) for line in (corpus_dir() / name).read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Не прочитан файл корпуса {name}", str(error), "Верните папку corpus/ в исходное состояние."
        ) from error


def _records(name: str) -> list[dict[str, Any]]:
    """Read a YAML list of the corpus."""
    path = corpus_dir() / name
    try:
        records = load_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ModelError(
            f"Не прочитан справочник {name}", str(error), "Верните папку corpus/ в исходное состояние."
        ) from error
    if not isinstance(records, list):
        raise ModelError(
            f"Не прочитан справочник {name}", "в нём нет списка", "Верните папку corpus/ в исходное состояние."
        )
    return records
