"""Measure the interface in a real browser: how long until a page can be used, on the samples and on 200 plans × 40 rows.

«Usable»: nothing runs any more and the page's own content is there, no grey places that hold room for it. The service
and the interface run in temporary folders on the loopback. Run: python benchmarks/bench_ui.py [--small].
Exit status 1 when a figure is missed, 2 where Debian's chromium is absent.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from bench_import import plans as docx_files
from bench_users import fill
from samples import TESTS

sys.path.insert(0, str(TESTS))
import browser
import programs
import ui_world

from ui.pages import ENTRIES
from ui.wording import upload as upload_words
from ui.wording.pages import TITLES

FIRST_S, LATER_S, MATRIX_S, UPLOAD_S = 3.0, 2.0, 2.0, 15.0
N_FILES, N_ROWS, N_SESSIONS, REPEATS = 10, 40, 10, 3


class Table:
    """Prints figures as they come; `good` until one is missed."""

    def __init__(self) -> None:
        self.good = True

    def row(self, what: str, seconds: float, most: float) -> None:
        """Print a figure beside what is wanted."""
        is_good = seconds <= most
        self.good = self.good and is_good
        print(f"{what:58} {seconds:6.2f} s  (≤ {most:4.1f})  {'' if is_good else 'MISSED'}", flush=True)

    def fact(self, what: str, is_good: bool, told: str) -> None:
        """Print whether something holds."""
        self.good = self.good and is_good
        print(f"{what:58} {told}  {'' if is_good else 'MISSED'}", flush=True)


@contextmanager
def site(home: Path) -> Iterator[tuple[str, str]]:
    """Run service and interface over a store; give (API, interface)."""
    settings = {"SVERKA_WORKERS": "0", "SVERKA_LOGIN": "false"}
    with programs.served(home, **settings) as api, programs.interface(api) as address:
        yield api, address


def seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def pages(table: Table, name: str, chromium: browser.Browser, addresses: tuple[str, str]) -> None:
    """Measure the first page of a session, then every other by the menu, then with a plan chosen."""
    api, address = addresses
    ids = [plan["id"] for plan in httpx.get(f"{api}/api/v1/plans?limit=20").json()["plans"]]
    first = []
    for _ in range(REPEATS):
        with browser.visitor(chromium, address) as person:
            first.append(seconds(lambda: person.open(ENTRIES[0].key)))
    table.row(f"{name}: first page", statistics.median(first), FIRST_S)
    with browser.visitor(chromium, address) as person:
        person.open(ENTRIES[0].key)
        for entry in ENTRIES[1:]:
            table.row(f"{name}: {entry.key}", statistics.median(_by_menu(person, entry.key)), LATER_S)
        for key, query in _states(ids).items():
            opened = [seconds(partial(person.open, key, **query)) for _ in range(REPEATS)]
            table.row(f"{name}: {key}, chosen, by its address", statistics.median(opened), FIRST_S)
        table.fact(f"{name}: errors in the browser", not person.wrong, str(len(person.wrong)))


def _states(ids: list[str]) -> dict[str, dict[str, str | list[str]]]:
    return {"plan": {"id": ids[0]}, "compare": {"plans": ids[:2]}, "search": {"q": "мониторинг качества"}}


def _by_menu(person: browser.Visitor, key: str) -> list[float]:
    took = []
    for _ in range(REPEATS):
        _home(person)
        took.append(seconds(lambda: _go(person, key)))
    return took


def _home(person: browser.Visitor) -> None:
    person.page.get_by_test_id("stSidebarNavLink").first.click()
    person.page.get_by_role("heading", name=TITLES[ENTRIES[0].key], level=1, exact=True).wait_for()
    person.wait()


def _go(person: browser.Visitor, key: str) -> None:
    person.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{key}"]').click()
    person.page.get_by_role("heading", name=TITLES[key], level=1, exact=True).wait_for()
    person.wait()


def matrix(table: Table, chromium: browser.Browser, address: str) -> None:
    """Measure the heat map of all plans, as it is drawn after a click in the menu."""
    with browser.visitor(chromium, address) as person:
        person.open(ENTRIES[0].key)
        took = []
        for _ in range(REPEATS):
            _home(person)
            took.append(seconds(lambda: _drawn(person)))
        table.row("200 plans: heat map 200 × 31", statistics.median(took), MATRIX_S)


def _drawn(person: browser.Visitor) -> None:
    _go(person, "gaps")
    person.page.locator('[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas').first.wait_for()


def upload(table: Table, chromium: browser.Browser, addresses: tuple[str, str]) -> None:
    """Measure ten files from the press of the button until the gaps of all of them can be asked for."""
    api, address = addresses
    files = [
        {"name": f"bench-{name}", "mimeType": "application/octet-stream", "buffer": data}
        for name, data in docx_files(N_FILES, N_ROWS)
    ]
    with browser.visitor(chromium, address) as person, httpx.Client(base_url=f"{api}/api/v1", timeout=60) as client:
        before = client.get("/plans?limit=1").json()["total"]
        page = person.open("upload")
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)  # type: ignore[arg-type]
        button = page.get_by_role("button", name=upload_words.send(N_FILES))
        button.wait_for()

        def until_gaps() -> None:
            button.click()
            while client.get("/plans?limit=1").json()["total"] < before + N_FILES:
                time.sleep(0.1)
            new = client.get(f"/plans?limit={N_FILES}").json()["plans"]
            while not all(client.get(f"/plans/{plan['id']}/coverage").json()["coverage"] for plan in new):
                time.sleep(0.1)

        table.row("upload of 10 docx to finished gaps", seconds(until_gaps), UPLOAD_S)


def crowd(table: Table, address: str) -> None:
    """Have ten people open every page at once; none may see an error."""
    with ThreadPoolExecutor(2) as pool:
        wrong = [line for lines in pool.map(_people, [address] * 2) for line in lines]
    table.fact(f"{N_SESSIONS} sessions at once: errors", not wrong, str(len(wrong)))
    for line in wrong[:5]:
        print("   ", line)


def _people(address: str) -> list[str]:
    """Walk half of the people through the pages: each is sent on before anybody is waited for."""
    with browser.chromium() as chromium:
        opened = [browser.visitor(chromium, address) for _ in range(N_SESSIONS // 2)]
        people = [visit.__enter__() for visit in opened]
        try:
            for entry in ENTRIES:
                for person in people:
                    path = "" if entry is ENTRIES[0] else entry.key
                    person.page.goto(f"{address}/{path}", wait_until="commit")
                for person in people:
                    person.wait()
            alerts = [text for p in people for text in p.page.get_by_test_id("stAlertContentError").all_inner_texts()]
            return alerts + [line for person in people for line in person.wrong]
        finally:
            for visit in opened:
                visit.__exit__(None, None, None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="the samples only")
    given = parser.parse_args()
    if browser.CHROMIUM is None:
        print("chromium is not installed: sudo apt-get install chromium")
        return 2
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        with site(ui_world.stocked(small)) as addresses:
            with browser.chromium() as chromium:
                pages(table, "samples", chromium, addresses)
                upload(table, chromium, addresses)
            crowd(table, addresses[1])
        if not given.small:
            large.mkdir()
            fill(large)
            with site(large) as addresses, browser.chromium() as chromium:
                pages(table, "200 plans", chromium, addresses)
                matrix(table, chromium, addresses[1])
    return 0 if table.good else 1


if __name__ == "__main__":
    sys.exit(main())
