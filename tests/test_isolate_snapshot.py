"""The copy of a foreign file that a child reads: it is what the sha256 names, and never more than the limit."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from nlp.errors import LimitError, UnreadableFileError
from nlp.isolate import Progress, read_file, stop
from nlp.isolate.forkserver import _READERS
from nlp.isolate.snapshot import take
from nlp.read import READERS, read


def test_what_is_read_is_what_the_sha256_names(monkeypatch, tmp_path):
    path = tmp_path / "план.txt"
    path.write_text("первое", "utf-8")
    monkeypatch.setattr("nlp.isolate.reading.TASK", "isolate_tasks:echo_late")

    def rewritten(progress: Progress) -> None:
        path.write_text("другое", "utf-8")

    reading = read_file(path, on_progress=rewritten)
    stop()
    assert reading.message == "первое"
    assert reading.sha256 == hashlib.sha256("первое".encode()).hexdigest()


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_file_that_grows_beyond_the_limit_is_refused(monkeypatch, tmp_path, more):
    """Growing is played: the size that is asked for first is below the limit of a file that is not."""
    for module in ("nlp.isolate.snapshot", "nlp.read"):
        monkeypatch.setattr(f"{module}.MAX_FILE_BYTES", 100)
    source = tmp_path / "план.txt"
    source.write_bytes(b"a" * (100 + more))
    small = os.stat_result((stat.S_IFREG, *[0] * 5, 50, *[0] * 3))
    monkeypatch.setattr("nlp.isolate.snapshot.os.fstat", lambda _: small)
    copy, sha256 = take(source, tmp_path)
    assert copy.stat().st_size == 100 + more
    assert bool(sha256) == (more <= 0)
    if more > 0:
        with pytest.raises(LimitError):
            read(copy)


def test_a_copy_without_room_is_told(tmp_path):
    (tmp_path / "план.txt").write_bytes(b"a")
    with pytest.raises(UnreadableFileError, match="места"):
        take(tmp_path / "план.txt", tmp_path / "absent")


def test_a_pipe_is_not_waited_for_and_folders_leave_no_descriptor(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFileError, match="не обычный файл"):
        take(tmp_path / "pipe", tmp_path)
    before = len([*Path("/proc/self/fd").iterdir()])
    assert take(tmp_path, tmp_path) == (tmp_path, "")
    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_the_server_loads_the_readers_that_there_are():
    """The modules that readers of pages and of old formats come from, by the names they have now."""
    named = {name for reader in READERS.values() for name in _imported(reader)}
    assert set(_READERS.values()) <= named


def _imported(reader) -> set[str]:
    return {name for name in reader.__code__.co_names if name.startswith("nlp.read.")}
