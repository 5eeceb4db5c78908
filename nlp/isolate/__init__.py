"""Foreign files are read in a child process that can be killed; every file ends in a named state."""

from nlp.isolate.client import running_server, stop_server
from nlp.isolate.limits import LIMITS, Limits, Progress
from nlp.isolate.reading import read_file, read_files, unpack_file

__all__ = ["LIMITS", "Limits", "Progress", "read_file", "read_files", "start", "stop", "unpack_file"]


def start() -> None:
    """Start the fork server now, to be warm at the first file; else the first file starts it."""
    running_server()


def stop() -> None:
    """End the fork server and what it reads; the next file starts another."""
    stop_server()
