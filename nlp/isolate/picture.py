"""A page of a foreign file as a picture, drawn in a child that can be killed."""

from __future__ import annotations

from pathlib import Path

from nlp.domain.base import Record, State
from nlp.errors import SverkaError
from nlp.isolate import wording
from nlp.isolate.following import Observer
from nlp.isolate.frames import DOCUMENT, END, End, Outbox
from nlp.isolate.jail import allow_last_words
from nlp.isolate.limits import LIMITS, MIB, Limits
from nlp.isolate.reading import hear

TASK = "nlp.isolate.picture:draw"
PICTURE_LIMITS = LIMITS.model_copy(update={"cpu_s": 15.0, "wall_s": 30.0, "written_bytes": 64 * MIB})


class Drawn(Record):
    """How drawing a page ended; `png` is empty where the file has no such page, or it could not be drawn."""

    state: State
    message: str = ""
    png: bytes = b""


def draw_page(path: Path, number: int, limits: Limits = PICTURE_LIMITS) -> Drawn:
    """Draw a page of a PDF or a picture, counted from 1; from any thread and any process."""
    heard = hear(lambda folder: _job(path, number, folder, limits), limits, Observer())
    is_ok = heard.ended == "ok"
    return Drawn(state=heard.ended, message=heard.why, png=heard.document if is_ok else b"")


def _job(path: Path, number: int, folder: Path, limits: Limits) -> dict[str, object]:
    own = {"task": TASK, "path": str(path.absolute()), "number": number, "folder": str(folder)}
    return {**own, "limits": limits.model_dump()}


def draw(job: dict[str, object], out: Outbox) -> None:
    """Do the child's part: draw, tell the picture and how it ended."""
    try:
        end = _draw(job, out)
    except MemoryError:
        allow_last_words()
        end = End(state="oom", message=wording.OUT_OF_MEMORY)
    except SverkaError as error:
        end = End(state="rejected", message=str(error))
    except Exception as error:  # a fault of ours or of a library; its message might quote the file
        end = End(state="failed", message=wording.failed(type(error).__name__))
    out.send(END, end.model_dump_json().encode())


def _draw(job: dict[str, object], out: Outbox) -> End:
    from nlp.read.picture import draw_page as drawn

    png = drawn(Path(str(job["path"])).read_bytes(), int(str(job["number"])))
    if png and not out.send(DOCUMENT, png):
        return End(state="rejected", message=wording.TOO_MANY_MEASURES)
    return End(state="ok")
