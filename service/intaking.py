"""Files of an upload, each taken in on its own: one that is refused stops no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nlp.errors import InputError, LimitError, StoreError, SverkaError
from nlp.read.limits import MAX_FILE_BYTES
from service.access.principal import Principal
from service.access.visible import document_seen
from service.file_names import clean_name
from service.jobs.intake import Accepted, Upload, intake
from service.problems import ProblemError, members, of_sverka_error
from service.state import Service
from service.visit import Visit

Given = tuple[str, bytes]  # name and bytes


@dataclass(frozen=True)
class Taken:
    """What became of the files: name → what was accepted, name → the problem (as it is answered)."""

    accepted: tuple[tuple[str, Accepted], ...]
    refused: tuple[tuple[str, dict[str, Any]], ...]


def take_in(service: Service, principal: Principal, files: list[Given], key: str | None, visit: Visit) -> Taken:
    """Take files in; with a key the same upload may be repeated and counts once.

    Raises:
        StoreError: the store takes nothing at all.
    """
    accepted: list[tuple[str, Accepted]] = []
    refused: list[tuple[str, SverkaError | ProblemError]] = []
    for i, (given, data) in enumerate(files):
        name = clean_name(given)
        try:
            upload = Upload(data, name, principal.user_id, f"{key}:{i}" if key else None)
            accepted.append((name, _take(service, principal, upload)))
        except (SverkaError, ProblemError) as error:
            refused.append((name, error))
    if accepted and service.runner is not None:
        service.runner.wake()
    faults = [error for _, error in refused if isinstance(error, StoreError)]
    if faults and len(faults) == len(files):
        raise faults[0]
    return Taken(tuple(accepted), tuple((name, _told(error, visit)) for name, error in refused))


def _take(service: Service, principal: Principal, upload: Upload) -> Accepted:
    if not upload.data:
        raise InputError("Файл не принят", "он пуст", "Проверьте, тот ли это файл.")
    if len(upload.data) > MAX_FILE_BYTES:
        raise LimitError("Файл не принят", "он больше 50 МБ", "Оставьте в файле только план и сохраните его заново.")
    accepted = intake(service.store, service.originals, upload)
    if accepted.is_duplicate and accepted.document_id is not None:
        with service.store.reading() as session:
            try:
                document_seen(session, principal, accepted.document_id)
            except ProblemError as error:
                raise ProblemError("conflict", "file-elsewhere") from error
    return accepted


def _told(error: SverkaError | ProblemError, visit: Visit) -> dict[str, Any]:
    problem = error if isinstance(error, ProblemError) else of_sverka_error(error)
    return members(problem, visit)
