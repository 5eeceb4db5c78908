"""Import spaCy without what the project never uses: torch takes two seconds, the command line of spaCy a third of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def without_torch() -> Iterator[None]:
    """Hide torch and spaCy's command line from imports made inside the block, unless they are loaded already.

    thinc treats the ImportError as «not installed»; the project's pipelines use no neural layer. spaCy takes one
    function from its command line, which brings in HTTP clients.
    """
    info = ModuleType("spacy.cli.info")
    info.__dict__["info"] = None
    hiding: dict[str, Any] = {"torch": None, "spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": info}
    hidden = {name: stub for name, stub in hiding.items() if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
