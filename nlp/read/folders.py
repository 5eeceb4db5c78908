"""The files that a person means who names files and folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

_NO_PLANS = frozenset({".json", ".jsonl", ".yaml", ".yml", ".md", ".py", ".npy", ".log", ".exe", ".ini", ".db"})


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named and those anywhere in the folders named, each once, a folder's in the order of their paths.

    Hidden files, Word's locks («~$план.docx») and what is plainly no plan (data, programs, notes of programmers) are left
    out of folders; a folder without files stands for itself, so that reading it tells what is wrong.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else []
        seen = [p for p in inside if is_plan(p.relative_to(path))]
        found.update(dict.fromkeys(seen or [path]))
    return tuple(found)


def is_plan(path: PurePath) -> bool:
    """Tell whether a file in a folder or an archive may be a plan, by its path there."""
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts)
    return not hidden and path.suffix.lower() not in _NO_PLANS
