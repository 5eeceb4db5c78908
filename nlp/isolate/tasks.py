"""What a confined child does: it reads a foreign file, takes it apart and tells bytes."""

from __future__ import annotations

import errno
import time
import traceback
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from nlp.artifacts import load_regions
from nlp.domain import Document, Notice, Roadmap
from nlp.errors import SverkaError
from nlp.isolate import wording
from nlp.isolate.frames import CHECKPOINT, DOCUMENT, END, MEMBERS, PROGRESS, ROADMAPS, End, Outbox, is_too_much
from nlp.isolate.jail import allow_cpu, allow_last_words
from nlp.isolate.limits import Limits, Progress
from nlp.pipeline import analyse
from nlp.read import as_document, read, read_bytes
from nlp.read.detect import detect
from nlp.read.watch import Found

Job = dict[str, Any]
_ROADMAPS = TypeAdapter(tuple[Roadmap, ...])
_REGIONS = lru_cache(maxsize=1)(load_regions)
_WARMING = """План мероприятий («дорожная карта») отдела образования Светлоборского района Пермского края на 2024 год
№\tМероприятие\tСроки\tОтветственные\tОжидаемый результат
Раздел 1. Организационные мероприятия
1.\tПроведение опроса родителей\tмай 2024 г.\tОтдел образования, Орлова Ю.Ю.\tНе менее 2 встреч, справка
2.\tСеминар для учителей-предметников\tдо 15.09.2024, I квартал\tРуководитель РМО, школы\t80 % педагогов
"""


def warm_up() -> None:
    """Load what almost every file needs and let it work once."""
    from nlp.read import bundle, docx, html, plain, sheet  # noqa: F401  (readers are loaded at their first file)

    analyse(read_bytes(_WARMING.encode(), "warm-up.txt"), _REGIONS())


def read_plans(job: Job, out: Outbox) -> None:
    """Read a file and tell its roadmaps without categories, its document and how it ended.

    An archive of plans is unpacked into the job's `members` folder, where it names one, and its members are told instead.
    """
    watch = Telling(job, out)
    try:
        end = End(state="ok") if job["members"] and _unpacked(job, out) else _read(job, out, watch)
    except MemoryError:
        allow_last_words()
        end = End(state="oom", message=wording.OUT_OF_MEMORY)
    except SverkaError as error:
        end = End(state="rejected", message=str(error))
    except Exception as error:  # a fault of ours; its message might quote names of persons
        end = _fault(error)
    out.send(END, end.model_copy(update={"n_pages": watch.n_pages}).model_dump_json().encode())


def _fault(error: Exception) -> End:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return End(state="rejected", message=wording.WROTE_TOO_MUCH)
    at = traceback.extract_tb(error.__traceback__)[-1]
    return End(state="failed", message=wording.failed(f"{type(error).__name__}, {Path(at.filename).name}:{at.lineno}"))


def _read(job: Job, out: Outbox, watch: Telling) -> End:
    document = read(job["path"], watch, job["name"])
    out.send(PROGRESS, _json(Progress(stage="segmenting")))
    roadmaps = analyse(document, _REGIONS())
    told = _ROADMAPS.dump_json(roadmaps)
    if is_too_much(told, Limits(**job["limits"])) or not out.send(ROADMAPS, told):
        return End(state="rejected", message=wording.TOO_MANY_MEASURES, media_type=document.media_type)
    # The parent may keep the document; one that is too large stays away without harm.
    out.send(DOCUMENT, zlib.compress(_json(document), 1))
    losses = [n.detail for n in document.notices if document.state == "partial" and n.kind in wording.LOSSES]
    if not any(roadmap.measures for roadmap in roadmaps):
        losses.insert(0, wording.NO_PLAN)
    return End(state="partial" if losses else "ok", message=" ".join(losses), media_type=document.media_type)


def _unpacked(job: Job, out: Outbox) -> bool:
    """Unpack an archive of plans and tell what was in it; False for any other file."""
    from nlp.read.bundle import is_bundle, unpack

    if not Path(job["path"]).is_file():  # the reader tells what is wrong
        return False
    if not is_bundle(Path(job["path"])):
        return False
    folder = Path(job["members"])
    members = [(name, str(path.relative_to(folder))) for name, path in unpack(Path(job["path"]), folder)]
    if not out.send(MEMBERS, TypeAdapter(list[tuple[str, str]]).dump_json(members)):
        raise wording.too_many_members()
    return True


def _json(record: Progress | Document) -> bytes:
    return record.model_dump_json().encode()


class Telling:
    """Watch of a reader of pages: tells every page, and now and then what the pages so far hold."""

    def __init__(self, job: Job, out: Outbox) -> None:
        self.n_pages: int | None = None
        self._job = job
        self._out = out
        self._limits = Limits(**job["limits"])
        self._cpu_s = 0.0
        self._page_ended = time.process_time()
        # Most files are read before the first.
        self._next = time.monotonic() + 2 * self._limits.checkpoint_s

    def page(self, done: int, total: int, so_far: Callable[[], Found]) -> None:
        """Tell the page; CPU time that it took is not counted, up to the limit for a page."""
        self.n_pages = total
        self._out.send(PROGRESS, _json(Progress(stage="page", done=done, total=total)))
        begin = time.monotonic()
        if done < total and begin >= self._next:
            self._checkpoint(done, total, so_far)
            end = time.monotonic()
            self._next = end + max(self._limits.checkpoint_s, (end - begin) / self._limits.checkpoint_share)
        now = time.process_time()
        self._cpu_s += min(now - self._page_ended, self._limits.page_s)
        self._page_ended = now
        allow_cpu(self._limits.cpu_s + self._cpu_s)

    def _checkpoint(self, done: int, total: int, so_far: Callable[[], Found]) -> None:
        try:
            blocks, notices = so_far()
            lost = Notice(kind="unread-pages", detail=wording.pages_read(done, total))
            data = Path(self._job["path"]).read_bytes()
            name = self._job["name"] or Path(self._job["path"]).name
            document = as_document(data, name, detect(data), (blocks, (*notices, lost)))
            told = _ROADMAPS.dump_json(analyse(document, _REGIONS())) if blocks else b""
        except Exception:  # half a file may be no document yet; the whole one is not lost by that
            return
        if told and not is_too_much(told, self._limits):
            self._out.send(CHECKPOINT, told)
