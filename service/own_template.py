"""An installation's own template of the conclusion, kept beside its database."""

from __future__ import annotations

from pathlib import Path

from service.store.failures import explaining, of_disk
from service.whole_file import whole_file

_NAME = "conclusion.docx"


def own_template(home: Path) -> bytes | None:
    """Return the template that replaces the built-in one; `None` where there is none.

    Raises:
        StoreError: it is there and cannot be read.
    """
    try:
        return _path(home).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise of_disk("Шаблон не прочитан", error) from error


def keep_template(home: Path, data: bytes) -> None:
    """Keep a template, which the caller has checked, in the place of the last one; whole on the disk or not at all.

    Raises:
        StoreError: the disk is full or not writable.
    """
    path = _path(home)
    with explaining("Шаблон не сохранён"):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole_file(path) as file:
            file.write(data)


def drop_template(home: Path) -> bool:
    """Go back to the built-in template; return whether there was another."""
    with explaining("Шаблон не удалён"):
        try:
            _path(home).unlink()
        except FileNotFoundError:
            return False
    return True


def _path(home: Path) -> Path:
    return home / "templates" / _NAME
