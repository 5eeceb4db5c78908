"""What all tests share: where the real plans lie, and that nothing is skipped in CI."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SVERKA_SHARED", "../shared")).resolve()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real plans with gold, which lies beside the project where it is developed."""
    if not (SHARED / "plans").is_dir():
        pytest.skip(f"нет папки с настоящими планами {SHARED}: задайте SVERKA_SHARED")
    return SHARED


def pytest_configure(config: pytest.Config) -> None:
    # Nobody's own store is read or written by a test; those that need one make it.
    os.environ["SVERKA_HOME"] = str(Path(tempfile.gettempdir()) / f"sverka-tests-{os.getpid()}-nowhere")
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
