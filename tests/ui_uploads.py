"""Files sent to a real service and waited for, and the ways that a page offers."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from service.schemas.document import Upload
from ui.client import Client, jobs, uploads

WITHIN_S = 60.0


def sent(client: Client, files: dict[str, bytes], key: str) -> Upload:
    """Send files, name → bytes, and wait until all are read."""
    answer = uploads.send(client, [("files", item) for item in files.items()], key)
    settle(client)
    return answer


def settle(client: Client) -> None:
    """Wait until nothing is being worked on."""
    end = time.monotonic() + WITHIN_S
    while jobs.active(client):
        assert time.monotonic() < end, "the service does not come to an end"
        time.sleep(0.1)


def links(page: AppTest) -> list[tuple[str, str]]:
    """Return (label, where it leads) of every link of a page."""
    return [(e.proto.label, f"{e.proto.page}?{e.proto.query_string}") for e in page.get("page_link")]


def leads(page: AppTest, key: str, **query: str) -> bool:
    """Tell whether some link leads to a page in a given state."""
    return any(
        key in target.partition("?")[0] and all(f"{name}={value}" in target for name, value in query.items())
        for _, target in links(page)
    )
