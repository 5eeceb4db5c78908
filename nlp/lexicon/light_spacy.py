"""Import spaCy without torch: thinc imports torch wherever it is installed, which costs two seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_torch() -> Iterator[None]:
    """Hide torch from imports made inside the block, unless it is loaded already.

    thinc treats the ImportError as «not installed»; the project's pipelines use no neural layer.
    """
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hidden:
            del sys.modules["torch"]
