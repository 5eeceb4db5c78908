"""Files of models: written with their sha256 in a manifest, read only when it agrees."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import InputError, ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROOT = Path(__file__).resolve().parent.parent.parent
MODEL_FORMAT = 1
_CHOSEN: ContextVar[Path | None] = ContextVar("models", default=None)
RESTORE = "Верните папку models/ в исходное состояние или обучите модели заново: sverka train."


def models_dir() -> Path:
    """Return the folder of the trained models: that of `models_in`, else `SVERKA_MODELS`, else `models/` of the checkout."""
    return _CHOSEN.get() or Path(os.environ.get("SVERKA_MODELS") or _ROOT / "models")


@contextmanager
def models_in(folder: Path) -> Iterator[None]:
    """Read and write models in another folder for a while: what is trained does not touch what is in use."""
    token = _CHOSEN.set(folder)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


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
        raise ModelError(f"Не загружена модель {name}", "в models/manifest.json её нет: файл чужой", RESTORE)
    try:
        content = (models_dir() / name).read_bytes()
    except OSError as error:
        raise ModelError(f"Не загружена модель {name}", f"файл не открывается ({error.strerror})", RESTORE) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(
            f"Не загружена модель {name}", "файл повреждён или подменён: его sha256 не тот, что в манифесте", RESTORE
        )
    return content


def _manifest() -> dict[str, str]:
    """Return file → sha256 as the manifest says."""
    try:
        manifest = json.loads((models_dir() / "manifest.json").read_bytes())
        version, files = manifest["format"], dict(manifest["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("Не загружены модели", f"models/manifest.json не прочитан ({error})", RESTORE) from error
    if version != MODEL_FORMAT:
        raise ModelError(
            "Не загружены модели",
            f"они записаны в формате {version}, а эта версия читает формат {MODEL_FORMAT}",
            RESTORE,
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
    return read_arrays(f"{name}.safetensors"), read_json(f"{name}.json")


def read_arrays(name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a safetensors file of `models/`; raises ModelError as `read_model` does."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[np.generic]] = load(read_model(name))
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelError(f"Не загружена модель {name}", f"это не safetensors ({error})", RESTORE) from error
    return arrays


def read_json(name: str) -> dict[str, Any]:
    """Return the object of a JSON file of `models/`; raises ModelError as `read_model` does."""
    try:
        content = json.loads(read_model(name))
    except ValueError as error:
        raise ModelError(f"Не загружена модель {name}", f"это не JSON ({error})", RESTORE) from error
    if not isinstance(content, dict):
        raise ModelError(f"Не загружена модель {name}", "в JSON нет объекта", RESTORE)
    return content
