"""Models that this installation has trained itself: each in a folder named by its stamp, one of them in use."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

from nlp.artifacts.store import models_dir
from service.whole_file import whole_file

CURRENT = "current"
_FOLDER = re.compile(r"[0-9a-f]{12}")


def own_models(home: Path) -> Path | None:
    """Return the folder of the installation's own models in use; None where it uses those it came with."""
    try:
        name = (home / "models" / CURRENT).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = home / "models" / name
    return folder if name and Path(name).name == name and (folder / "manifest.json").is_file() else None


def models_in_use(home: Path) -> Path:
    """Return the folder of the models in use: `SVERKA_MODELS`, else the installation's own, else the checkout's."""
    return models_dir() if os.environ.get("SVERKA_MODELS") else own_models(home) or models_dir()


def former_models(home: Path) -> list[Path]:
    """Return the folders of models that the installation has trained and does not use, the latest first."""
    used = models_in_use(home).resolve()
    found = [path.parent for path in (home / "models").glob("*/manifest.json") if _FOLDER.fullmatch(path.parent.name)]
    return sorted((path for path in found if path.resolve() != used), key=lambda p: (-p.stat().st_mtime, p.name))


def use_own_models(home: Path) -> None:
    """Make this process, and the workers that it starts, use the models in use; to be called before any is loaded."""
    own = own_models(home)
    if own is not None:
        os.environ.setdefault("SVERKA_MODELS", str(own))


def install(home: Path, trained: Path) -> Path:
    """Move trained models to their place and put them in use; whoever still works with others is not disturbed.

    Returns:
        Their folder; the same models have the same one.
    """
    manifest = (trained / "manifest.json").read_bytes()
    folder = home / "models" / hashlib.sha256(manifest).hexdigest()[:12]  # as _FOLDER
    if folder.exists():
        shutil.rmtree(trained)
    else:
        trained.rename(folder)
    with whole_file(home / "models" / CURRENT) as file:
        file.write(f"{folder.name}\n".encode())
    return folder
