"""Read `corpus/`, read and write `models/`; with `nlp/read` the only place that opens files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from nlp.domain import Activity, CategoryId, GradedPair, Mandate, Phrasing, RatedPair
from nlp.errors import InputError, ModelError
from nlp.lexicon.regions import Regions, build_regions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nlp.classify import Classifier
    from nlp.embed import Encoder
    from nlp.gaps.model import GapModel

_ROOT = Path(__file__).resolve().parent.parent

# Changes when the meaning of a stored model changes: files of another version are refused, not guessed at.
MODEL_FORMAT = 1
ENCODER_FILES = ("config.json", "model.safetensors", "modules.json", "tokenizer.json")
_RESTORE = "Верните папку models/ в исходное состояние или обучите модели заново: sverka train."


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
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        records = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 — the C twin of SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ModelError(
            f"Не прочитан справочник {name}", str(error), "Верните папку corpus/ в исходное состояние."
        ) from error
    if not isinstance(records, list):
        raise ModelError(
            f"Не прочитан справочник {name}", "в нём нет списка", "Верните папку corpus/ в исходное состояние."
        )
    return records


# --- models/ --------------------------------------------------------------------------------------


def models_dir() -> Path:
    """Return the folder of the trained models: `SVERKA_MODELS`, or `models/` of the checkout."""
    return Path(os.environ.get("SVERKA_MODELS") or _ROOT / "models")


def write_models(files: Mapping[str, bytes]) -> None:
    """Write files of models (path under `models/` → content) and enter their sha256 in the manifest.

    Same content gives the same bytes, the manifest's included. A file that is no longer there leaves the manifest.
    """
    folder = models_dir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)
    known = _manifest() if (folder / "manifest.json").exists() else {}
    known |= {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    present = {name: known[name] for name in sorted(known) if (folder / name).exists()}
    manifest = json.dumps({"format": MODEL_FORMAT, "sha256": present}, indent=1) + "\n"
    (folder / "manifest.json").write_text(manifest, "utf-8")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of a report (name → content) into a folder, made where it is absent.

    Raises:
        InputError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputError(
            f"Не записан отчёт в {folder}", error.strerror or str(error), "Назовите папку, в которую можно писать."
        ) from error


def read_model(name: str) -> bytes:
    """Return the content of a file of `models/` whose sha256 the manifest confirms.

    Raises:
        ModelError: the file is absent, damaged, unknown to the manifest, or of another format version.
    """
    expected = _manifest().get(name)
    if expected is None:
        raise ModelError(f"Не загружена модель {name}", "в models/manifest.json её нет: файл чужой", _RESTORE)
    try:
        content = (models_dir() / name).read_bytes()
    except OSError as error:
        raise ModelError(f"Не загружена модель {name}", f"файл не открывается ({error.strerror})", _RESTORE) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(
            f"Не загружена модель {name}", "файл повреждён или подменён: его sha256 не тот, что в манифесте", _RESTORE
        )
    return content


def _manifest() -> dict[str, str]:
    """Return file → sha256 as the manifest says."""
    try:
        manifest = json.loads((models_dir() / "manifest.json").read_bytes())
        version, files = manifest["format"], dict(manifest["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("Не загружены модели", f"models/manifest.json не прочитан ({error})", _RESTORE) from error
    if version != MODEL_FORMAT:
        raise ModelError(
            "Не загружены модели",
            f"они записаны в формате {version}, а эта версия читает формат {MODEL_FORMAT}",
            _RESTORE,
        )
    return files


def save_model(name: str, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Write a model as NAME.safetensors and NAME.json, byte for byte the same for the same model.

    Args:
        name: name of the model, without suffix.
        arrays: numeric arrays by name.
        meta: what JSON can hold; read back equal, tuples as lists.
    """
    import numpy as np
    from safetensors.numpy import save

    dense = {key: np.ascontiguousarray(arrays[key]) for key in sorted(arrays)}
    text = json.dumps(meta, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    write_models({f"{name}.safetensors": save(dense), f"{name}.json": text.encode()})


def load_model(name: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the arrays and the meta data that `save_model` wrote.

    Raises:
        ModelError: a file is absent, damaged, unknown to the manifest, or of another format version.
    """
    return _arrays(f"{name}.safetensors"), _json(f"{name}.json")


def _arrays(name: str) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[np.generic]] = load(read_model(name))
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelError(f"Не загружена модель {name}", f"это не safetensors ({error})", _RESTORE) from error
    return arrays


def _json(name: str) -> dict[str, Any]:
    try:
        content = json.loads(read_model(name))
    except ValueError as error:
        raise ModelError(f"Не загружена модель {name}", f"это не JSON ({error})", _RESTORE) from error
    if not isinstance(content, dict):
        raise ModelError(f"Не загружена модель {name}", "в JSON нет объекта", _RESTORE)
    return content


@lru_cache(maxsize=1)
def load_classifier() -> Classifier:
    """Return the classifier of categories and typical activities; once a process.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    from nlp.classify import unpack

    try:
        return unpack(*load_model("classifier"))
    except (KeyError, IndexError, TypeError) as error:
        raise ModelError("Не загружен классификатор", f"в файле другая модель ({error})", _RESTORE) from error


@lru_cache(maxsize=1)
def load_gap_model() -> GapModel:
    """Return the model of coverage; once a process.

    Raises:
        ModelError: the model is absent, damaged or foreign.
    """
    from nlp.gaps.model import unpack

    try:
        return unpack(*load_model("gaps"))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError("Не загружена модель пробелов", f"в файле другая модель ({error})", _RESTORE) from error


# --- the encoder ----------------------------------------------------------------------------------


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
    return StaticEncoder(_json("encoder/tokenizer.json"), _arrays("encoder/model.safetensors"), stamp)


@lru_cache(maxsize=2)
def _transformer(name: str, batch_size: int, may_download: bool) -> Encoder:
    from nlp.embed import load_transformer

    return load_transformer(name, batch_size, may_download)
