"""Passwords: argon2id, checked by few threads of their own so that many logins at once starve nothing else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from service.problems import ProblemError

Result = TypeVar("Result")
SHORTEST, LONGEST = 12, 200
# OWASP's equal of its first choice with more memory: about 0.1 s of one core where it was measured (two cores).
_TIME_COST, _MEMORY_KIB, _LANES = 2, 46 * 1024, 1
_MOST_WAITING = 64


class Passwords:
    """Hashes and checks passwords; one check at a time on two cores, at most 64 waiting."""

    def __init__(self, time_cost: int = _TIME_COST, memory_kib: int = _MEMORY_KIB) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=_LANES)
        self._threads: ThreadPoolExecutor | None = None
        self._n_waiting = 0
        self._nobodys = ""

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return str(self._hasher.hash(_bytes(password)))

    def matches(self, kept: str, password: str) -> bool:
        """Tell whether a password is the one; with nothing kept it is wrong, after the same time."""
        try:
            self._hasher.verify(kept or self._of_nobody(), _bytes(password))
        except (Argon2Error, InvalidHashError):
            return False
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with weaker parameters than today's."""
        return bool(self._hasher.check_needs_rehash(kept))

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns, done in a thread that may hash.

        Raises:
            ProblemError: too many are waiting already.
        """
        if self._n_waiting >= _MOST_WAITING:
            raise ProblemError("unavailable", "login-busy", retry_after_s=5)
        if self._threads is None:
            workers = max(1, (os.cpu_count() or 2) // 2)
            self._threads = ThreadPoolExecutor(workers, thread_name_prefix="sverka-passwords")
        self._n_waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._n_waiting -= 1

    def close(self) -> None:
        """Give the threads back; the next use takes new ones."""
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._threads = None

    def _of_nobody(self) -> str:
        if not self._nobodys:
            self._nobodys = self.hash(os.urandom(16).hex())
        return self._nobodys


def check_strength(login: str, password: str) -> None:
    """Refuse what is guessed first: the login itself, or a few characters repeated.

    Raises:
        ProblemError: short-password or weak-password, with status 422.
    """
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise ProblemError("invalid-input", "short-password")
    if len(set(folded)) < 5 or folded == login.casefold():
        raise ProblemError("invalid-input", "weak-password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
