"""What all tests share: where the real plans lie, and that nothing is skipped in CI."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

SHARED = Path(os.environ.get("SVERKA_SHARED", "../shared")).resolve()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real plans with gold, which lies beside the project where it is developed."""
    if not (SHARED / "plans").is_dir():
        pytest.skip(f"нет папки с настоящими планами {SHARED}: задайте SVERKA_SHARED")
    return SHARED


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts the page that it runs in the place of the main program, which new processes then would load."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the galleries' docx, xlsx and html samples, which a script makes."""
    import galleries

    folder = tmp_path_factory.mktemp("office")
    galleries.make_office(folder)
    return folder


@pytest.fixture(scope="session")
def gallery(office: Path) -> list[tuple[dict[str, Any], Any]]:
    """The gold of both galleries with the blocks of each sample."""
    import galleries

    return galleries.plans(office)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample plans that nobody has open; copy it."""
    import ui_world

    return ui_world.stocked(tmp_path_factory.mktemp("stocked"))


@pytest.fixture(scope="session")
def connections() -> Iterator[None]:
    """Closes what the interface's pages have open in this process."""
    yield
    from ui import visitor

    while visitor.connections:
        visitor.connections.popitem()[1].close()


def _over_samples(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import programs
    import ui_world

    with programs.served(ui_world.copied(stocked, tmp_path_factory.mktemp("served") / "home")) as address:
        yield address


demo_address = pytest.fixture(_over_samples, scope="session", name="demo_address")
own_address = pytest.fixture(_over_samples, scope="module", name="own_address")


@pytest.fixture
def demo(demo_address: str, connections: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a service over the sample plans, which many tests share: change nothing in it."""
    monkeypatch.setenv("SVERKA_API_URL", demo_address)
    return demo_address


@pytest.fixture
def own(own_address: str, connections: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a service over the sample plans that the tests of one file may change."""
    monkeypatch.setenv("SVERKA_API_URL", own_address)
    return own_address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, one for all tests."""
    import browser

    with browser.chromium() as started:
        yield started


@pytest.fixture(scope="session")
def demo_site(chromium: Any, demo_address: str) -> Iterator[str]:
    """The interface over the sample plans, which many tests share: change nothing in it."""
    import programs

    with programs.interface(demo_address) as address:
        yield address


def pytest_configure(config: pytest.Config) -> None:
    # Nobody's own store is read or written by a test; those that need one make it.
    os.environ["SVERKA_HOME"] = str(Path(tempfile.gettempdir()) / f"sverka-tests-{os.getpid()}-nowhere")
    # An example of 0.2 s, which is hypothesis's own bound, only tells that the machine is busy.
    hypothesis.settings.register_profile("busy", deadline=5_000)
    hypothesis.settings.load_profile("busy")
    config.addinivalue_line("markers", "torture: too long for `make test`; run by `make torture`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.markexpr:
        torture = [i for i in items if i.get_closest_marker("torture")]
        config.hook.pytest_deselected(items=torture)
        items[:] = [i for i in items if not i.get_closest_marker("torture")]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"в CI ни один тест не пропускается: {call.excinfo.value if call.excinfo else item.nodeid}"
