"""The layout of the tables as a number that can be asked for and brought about."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.store import migrations


def layout_of(connection: Connection) -> str | None:
    """Return the layout of a database; `None` where it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_layout() -> str:
    """Return the layout that this version of the program works with."""
    return _script().get_current_head() or ""


def is_known(layout: str) -> bool:
    """Tell whether this version of the program can bring a layout up to date."""
    return layout in {script.revision for script in _script().walk_revisions()}


def bring_to(connection: Connection, layout: str) -> None:
    """Bring the tables to a layout within the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, layout)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
