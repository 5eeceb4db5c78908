"""What the checks stand on, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.settings import Settings
from service.store.columns import now
from service.store.engine import Store
from service.store.originals import Originals
from service.store.tables_access import Job

# What is younger may still be on its way.
FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Ground:
    """An installation at one moment: `session` sees the database as it was at `at`, whatever is written meanwhile."""

    store: Store
    settings: Settings
    originals: Originals
    session: Session
    at: datetime = field(default_factory=now)

    @property
    def old(self) -> datetime:
        """The moment before which nothing is on its way any more."""
        return self.at - FRESH

    def has_pending(self, *kinds: str) -> bool:
        """Tell whether a job of one of these kinds is waiting or under way."""
        query = select(Job.id).where(Job.kind.in_(kinds), Job.state.in_(("queued", "running"))).limit(1)
        return self.session.scalar(query) is not None


Mend = Callable[[Ground], None]
Check = Callable[[Ground], Iterable["Finding"]]


@dataclass(frozen=True)
class Finding:
    """A fault: its code, what it is (Russian), what to do, ids of what has it, and how to mend it where that is safe."""

    code: str
    what: str
    advice: str
    subjects: tuple[str, ...] = ()
    mend: Mend | None = None


def found(code: str, words: tuple[str, str], subjects: Iterable[object], mend: Mend | None = None) -> list[Finding]:
    """Return a finding on some subjects, or nothing where there are none; `words` are what it is and what to do."""
    listed = tuple(str(subject) for subject in subjects)
    return [Finding(code, *words, listed, mend)] if listed else []
