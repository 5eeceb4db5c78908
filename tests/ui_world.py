"""The interface's pages against a real service over a store of the sample plans."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from ui import visitor
from ui.client import Client

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
RUN_WITHIN_S = 60


def stocked(folder: Path) -> Path:
    """Make a store of the sample plans in an empty folder; return it."""
    subprocess.run(
        [sys.executable, str(ROOT / "sverka.py"), "import", str(SAMPLES)],
        env=environment(folder),
        check=True,
        capture_output=True,
    )
    return folder


def command(home: Path, *words: str, said: str = "") -> None:
    """Run a command of the program over a store; `said` is what the person types."""
    program = [sys.executable, str(ROOT / "sverka.py"), *words]
    subprocess.run(program, env=environment(home), input=f"{said}\n", text=True, check=True, capture_output=True)


def copied(home: Path, folder: Path) -> Path:
    """Return a copy of a store that nobody has open."""
    shutil.copytree(home, folder)
    return folder


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """Run the service over a store; give its address (http://127.0.0.1:PORT)."""
    service = subprocess.Popen(
        [sys.executable, str(ROOT / "sverka.py"), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home) | settings,
        start_new_session=True,
    )
    assert service.stderr is not None
    drain = threading.Thread(target=deque, args=(service.stderr, 0), daemon=True)
    try:
        said = next(line for line in service.stderr if "Служба работает" in line)
        # A pipe that nobody empties would stop the service after some hundred lines of its log.
        drain.start()
        yield re.search(r"http://\S+", said)[0]  # type: ignore[index]
    finally:
        service.terminate()
        service.wait(RUN_WITHIN_S)
        if drain.ident is not None:
            drain.join(RUN_WITHIN_S)
        service.stderr.close()


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


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a program that works with a store, untouched by settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SVERKA_")}
    return kept | {"SVERKA_HOME": str(home), "SVERKA_WORKERS": "1"}
