"""Who holds a lease: a process of a host, and whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from uuid import uuid4


def own_name() -> str:
    """Return a name for a runner of this process that no other runner has ever had."""
    return f"{_host()}|{os.getpid()}|{_started(os.getpid())}|{uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Say whether the owner was a process of this host that is gone; of other hosts nothing is known."""
    host, pid, started, _ = (*owner.split("|"), "", "", "", "")[:4]
    if host != _host() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _started(int(pid)) != started  # the number belongs to another process by now


def _host() -> str:
    return socket.gethostname()[:30].replace("|", "_")


def _started(pid: int) -> str:
    """Return when a process started in ticks since boot, empty where the system does not tell; a zombie is gone."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "gone" if state == "Z" else fields[18]
