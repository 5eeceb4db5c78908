"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "expert", "admin"]
Way = Literal["session", "program", "local"]


@dataclass(frozen=True, slots=True)
class Principal:
    """A person, or a program on a person's behalf; `regions` empty: all; `token_id` None: the mode without login."""

    user_id: str
    login: str
    role: Role
    regions: frozenset[str] = frozenset()
    way: Way = "local"
    token_id: str | None = None
