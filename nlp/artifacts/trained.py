"""Trained models from `models/`, each once a process."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.artifacts.store import RESTORE, load_model, models_dir, read_arrays, read_json, read_model
from nlp.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlp.classify import Classifier
    from nlp.embed import Encoder
    from nlp.gaps import GapModel
    from nlp.match import Matcher
    from nlp.pipeline import Models

ENCODER_FILES = ("config.json", "model.safetensors", "modules.json", "tokenizer.json")


def load_classifier() -> Classifier:
    """Return the classifier of categories and typical activities; once a process and folder.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    from nlp.classify import unpack

    found: Classifier = _unpacked(models_dir(), "classifier", unpack, "Не загружен классификатор")
    return found


def load_gap_model() -> GapModel:
    """Return the model of coverage; once a process and folder.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    from nlp.gaps.model import unpack

    found: GapModel = _unpacked(models_dir(), "gaps", unpack, "Не загружена модель пробелов")
    return found


def load_matcher() -> Matcher:
    """Return the matcher; once a process and folder.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    from nlp.match.model import unpack

    found: Matcher = _unpacked(models_dir(), "matcher", unpack, "Не загружена модель соответствий")
    return found


@lru_cache(maxsize=6)
def _unpacked(
    folder: Path, name: str, unpack: Callable[[dict[str, NDArray[Any]], dict[str, Any]], Any], what: str
) -> Any:
    """Read a model and put it together; arrays or meta data of another model are a ModelError that begins with `what`.

    The folder is the key of the cache only.
    """
    del folder
    arrays, meta = load_model(name)
    try:
        return unpack(arrays, meta)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ModelError(what, f"в файле другая модель ({error})", RESTORE) from error


def load_models() -> Models:
    """Return all the models that comparing plans and finding gaps need; once a process and folder.

    Raises:
        ModelError: a model is absent, damaged or foreign.
    """
    return _models(models_dir())


@lru_cache(maxsize=2)
def _models(folder: Path) -> Models:
    """Load it; the folder is the key of the cache only."""
    from nlp.pipeline import Models

    del folder
    return Models(load_encoder(), load_classifier(), load_matcher(), load_gap_model())


def load_encoder() -> Encoder:
    """Return the encoder that `SVERKA_ENCODER` names (name or folder), the built-in one where it is empty; once a process.

    `SVERKA_ENCODER_BATCH` is the batch size of transformers (32), `SVERKA_ALLOW_DOWNLOAD=1` lets them be downloaded.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    name = os.environ.get("SVERKA_ENCODER", "").strip()
    if not name:
        return _built_in(models_dir())
    batch = os.environ.get("SVERKA_ENCODER_BATCH", "").strip() or "32"
    if not batch.isdecimal() or int(batch) < 1:
        raise ModelError(
            f"Не загружена модель «{name}»", f"SVERKA_ENCODER_BATCH={batch} — не число от 1", "Исправьте её."
        )
    return _transformer(name, int(batch), os.environ.get("SVERKA_ALLOW_DOWNLOAD") == "1")


@lru_cache(maxsize=2)
def _built_in(folder: Path) -> Encoder:
    """Load the static model; the folder is the key of the cache only."""
    from nlp.embed import StaticEncoder

    del folder
    weights = read_model("encoder/model.safetensors")
    stamp = f"sverka-{hashlib.sha256(weights).hexdigest()[:12]}"
    return StaticEncoder(read_json("encoder/tokenizer.json"), read_arrays("encoder/model.safetensors"), stamp)


@lru_cache(maxsize=2)
def _transformer(name: str, batch_size: int, may_download: bool) -> Encoder:
    from nlp.embed import load_transformer

    return load_transformer(name, batch_size, may_download)
