"""The wire between child and parent: length-prefixed frames of bytes, never pickle, each kind with its cap."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable

from nlp.domain.base import Record, State
from nlp.isolate.limits import Limits

_HEADER = struct.Struct(">cI")
_CHUNK = 1 << 16
PROGRESS, CHECKPOINT, ROADMAPS, DOCUMENT, MEMBERS, END = b"P", b"C", b"R", b"D", b"M", b"E"


class End(Record):
    """The child's last word: how it ended, in the words for the user (empty when ok)."""

    state: State
    message: str = ""
    media_type: str = ""
    n_pages: int | None = None


def caps(limits: Limits) -> dict[bytes, int]:
    """Return the largest frame of each kind, in bytes."""
    roadmaps, small = limits.roadmaps_bytes, 1 << 16
    members = 1 << 22
    return {
        PROGRESS: 1 << 10,
        CHECKPOINT: roadmaps,
        ROADMAPS: roadmaps,
        DOCUMENT: limits.document_bytes,
        MEMBERS: members,
        END: small,
    }


def is_too_much(roadmaps: bytes, limits: Limits) -> bool:
    """Tell whether roadmaps as JSON would take too much memory as records; commas count the values from above."""
    return len(roadmaps) > limits.roadmaps_bytes or roadmaps.count(b",") > limits.values


class Outbox:
    """The child's end; whole frames, whichever thread sends."""

    def __init__(self, fd: int, limits: Limits) -> None:
        self._fd = fd
        self._caps = caps(limits)
        self._lock = threading.Lock()

    def send(self, kind: bytes, payload: bytes) -> bool:
        """Send a frame; tell whether it was within its cap and went out."""
        if len(payload) > self._caps[kind]:
            return False
        with self._lock:
            rest = memoryview(_HEADER.pack(kind, len(payload)) + payload)
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        return True


class Inbox:
    """The parent's end: cuts what arrives into frames; holds at most one unfinished frame, within its cap."""

    def __init__(self, limits: Limits, hear: Callable[[bytes, bytes], None]) -> None:
        self.refused = self.garbled = False
        self._caps = caps(limits)
        self._hear = hear
        self._held = bytearray()

    def take(self, fd: int) -> bool:
        """Read what is there and hear the frames that became whole; False at the end or after a frame that is refused."""
        data = b"" if self.refused or self.garbled else os.read(fd, _CHUNK)
        self._held += data
        while len(self._held) >= _HEADER.size:
            kind, size = _HEADER.unpack_from(self._held)
            if size > self._caps.get(kind, -1):
                self.refused = True
                self._held.clear()
                return False
            end = _HEADER.size + size
            if len(self._held) < end:
                break
            payload = bytes(memoryview(self._held)[_HEADER.size : end])
            del self._held[:end]
            self._hear(kind, payload)
        return bool(data)
