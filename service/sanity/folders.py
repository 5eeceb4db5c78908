"""Folders of the models that the installation has trained itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from service.analysis import stamp_of
from service.corrections.installed import former_models
from service.sanity.ground import Finding, Ground, found
from service.store.tables import Comparison, CoverageRow, Plan


def unused_models(ground: Ground) -> Iterable[Finding]:
    """Models that no stored answer comes from may go; those before the present ones stay for a way back."""
    stamps = {
        s for table in (Plan, CoverageRow, Comparison) for s in ground.session.scalars(select(table.stamp).distinct())
    }
    unused = [
        folder
        for folder in former_models(ground.settings.home)[1:]
        if folder.stat().st_mtime < ground.old.timestamp() and _stamp(folder) not in stamps
    ]
    words = ("Прежние модели, от которых не осталось ответов", "Сотрёт sverka check --repair.")
    return found("models-unused", words, (folder.name for folder in unused), lambda g: _remove(unused))


def _stamp(folder: Path) -> str:
    return stamp_of((folder / "manifest.json").read_bytes())


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder)
