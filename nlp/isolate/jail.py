"""What a child gives up before it touches a foreign file; everything here is inherited by the programs it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

from nlp.isolate.limits import MIB, Limits

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
# Nothing listens on the discard port.
_NOWHERE = "http://127.0.0.1:9"
# Memory in which a child without memory can still say so.
_LAST_WORDS = 64 * MIB
ERRORS = ".stderr"


def leave_network() -> bool:
    """Move this process, which has one thread, into a network of its own without interfaces; tell whether it worked.

    Without root that takes a user namespace, in which the user stays who they are. Where neither is allowed, programs
    that honour proxy variables are sent nowhere.
    """
    user, group = os.getuid(), os.getgid()
    if _LIBC.unshare(_CLONE_NEWNET) == 0:
        return True
    if _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        return True
    proxies = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
    os.environ.update({key: _NOWHERE for name in proxies for key in (name, name.upper())}, no_proxy="", NO_PROXY="")
    return False


def adopt_orphans() -> None:
    """Make this process the parent of those of its descendants that lose theirs: none of them is lost sight of."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Begin a session of this process's own, a fresh fork of `parent`, which it does not outlive."""
    os.setsid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    adopt_orphans()


def confine(folder: Path, limits: Limits) -> None:
    """Give up what reading a file does not take.

    Sets no RLIMIT_NPROC: it counts all processes of the user, and none of root's; the fork server counts the job's own.
    """
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _streams(folder)
    os.chdir(folder)
    os.umask(0o077)
    tempfile.tempdir = str(folder)
    os.environ.update(dict.fromkeys(("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(folder)))
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.n_files),
        (resource.RLIMIT_FSIZE, limits.written_bytes),
    ):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes + _LAST_WORDS))
    allow_cpu(limits.cpu_s)


def allow_cpu(seconds: float) -> None:
    """Let this process use the CPU for so long in all; the wall clock, which its parent watches, has the last word."""
    resource.setrlimit(resource.RLIMIT_CPU, (max(1, round(seconds)), resource.RLIM_INFINITY))


def allow_last_words() -> None:
    """Let a process that has run out of memory say so."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)


def _streams(folder: Path) -> None:
    """Read from and print to nowhere; what libraries complain of goes to a file that tells the parent of lost memory."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    errors = os.open(folder / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    for fd, stream in ((nowhere, 0), (nowhere, 1), (errors, 2)):
        os.dup2(fd, stream)
    os.close(nowhere)
    os.close(errors)
    sys.stderr = os.fdopen(2, "w", closefd=False)
