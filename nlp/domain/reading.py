"""How reading one file ended: what an isolated reader hands back."""

from __future__ import annotations

from nlp.domain.base import Record, State
from nlp.domain.roadmap import Roadmap


class Reading(Record):
    """A file that was read, or was not, with the state it ended in and a message for the user (Russian, empty when ok).

    `roadmaps` have no categories yet. `document` is the zlib-compressed JSON of the Document, kept packed because it
    comes from a stranger's file and most callers never need it; empty where nothing was read.
    """

    name: str
    sha256: str
    media_type: str = ""
    n_pages: int | None = None
    state: State
    message: str = ""
    roadmaps: tuple[Roadmap, ...] = ()
    document: bytes = b""
