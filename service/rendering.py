"""Pictures of pages: drawn in a child that can be killed, kept on the disk until their document is deleted."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from pathlib import Path

from nlp.errors import SverkaError, UnreadableFileError
from nlp.isolate.picture import draw_page
from service.problems import ProblemError
from service.state import Service
from service.whole_file import whole_file

# By `documents.media_type`: what has pages. Of a document that is not read yet nobody knows.
PAGED = frozenset({"", "application/pdf", "image/png", "image/jpeg", "image/tiff"})
MAX_PAGE = 500
_AT_ONCE = 2
_PATIENCE_S = 20.0


def page_picture(service: Service, sha256: str, number: int) -> bytes:
    """Return a page of an original as PNG, drawn at the first time.

    Raises:
        ProblemError: not-found: there is no such page; unavailable: others are being drawn.
        SverkaError: the page cannot be drawn, or the original is damaged.
    """
    if not 1 <= number <= MAX_PAGE:
        raise ProblemError("not-found", "no-page")
    place = _folder(service, sha256) / f"{number}.png"
    try:
        return place.read_bytes()
    except FileNotFoundError:
        png = _drawn(service, sha256, number)
        _keep(place, png)
        return png


def forget(service: Service, sha256: str) -> None:
    """Remove the pictures of a document's pages."""
    shutil.rmtree(_folder(service, sha256), ignore_errors=True)


def _folder(service: Service, sha256: str) -> Path:
    return service.settings.home / "pages" / sha256[:2] / sha256


def _drawn(service: Service, sha256: str, number: int) -> bytes:
    places: threading.Semaphore = service.extras.setdefault("rendering", threading.Semaphore(_AT_ONCE))
    if not places.acquire(timeout=_PATIENCE_S):
        raise ProblemError("unavailable", retry_after_s=5)
    try:
        service.originals.read(sha256)  # checked: the child is given no damaged bytes
        drawn = draw_page(service.originals.path(sha256), number)
    finally:
        places.release()
    if drawn.state != "ok":
        raise _failure(drawn.message)
    if not drawn.png:
        raise ProblemError("not-found", "no-page")
    return drawn.png


def _failure(message: str) -> SverkaError:
    what, _, why = message.partition(": ")
    return UnreadableFileError("Страница не показана", why or what, "Откройте исходный файл.")


def _keep(place: Path, png: bytes) -> None:
    """Keep a picture if the disk lets us: it can be drawn again at any time."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole_file(place) as file:
            file.write(png)
