"""The interface's pages against a real service over a store of the sample plans."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import programs
from programs import ROOT
from streamlit.testing.v1 import AppTest

from ui import visitor
from ui.client import Client

SAMPLES = ROOT / "corpus" / "samples"
RUN_WITHIN_S = 60


def stocked(folder: Path) -> Path:
    """Make a store of the sample plans in an empty folder; return it."""
    command(folder, "import", str(SAMPLES))
    return folder


def command(home: Path, *words: str, said: str = "") -> None:
    """Run a command of the program over a store; `said` is what the person types."""
    programs.done(home, *words, said=said).check_returncode()


def copied(home: Path, folder: Path) -> Path:
    """Return a copy of a store that nobody has open."""
    shutil.copytree(home, folder)
    return folder


def client(address: str) -> Client:
    """Return the service as the interface sees it in the mode without login."""
    return Client(visitor.http(address))


def opened(key: str, **query: Any) -> AppTest:
    """Open a page (its key in `ui.pages`) with what its address says, in this process.

    `SVERKA_API_URL` tells it where the service is; fixtures `demo` and `own` of conftest set it.
    """

    def script(key: str) -> None:
        from importlib import import_module

        from ui.parts.telling import telling

        with telling():
            import_module(f"ui.views.{key}").show()

    page = AppTest.from_function(script, args=(key,), default_timeout=RUN_WITHIN_S)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Return all that a page says in its texts, one a line."""
    kinds = ("title", "header", "subheader", "markdown", "text", "caption", "info", "warning", "error", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(page, kind))
