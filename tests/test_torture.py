"""Every hostile file ends in a state of its own, and the parent is none the worse for it."""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hostile import CASES
from torture_parent import Listener, Workshop, children_of, complaint, resident_bytes

from nlp.isolate import read_file, running_server, stop_server

GROUPS = sorted({case.group for case in CASES.values()})
SAMPLE = Path(__file__).parent.parent / "corpus" / "samples" / "zauralskoe-2018.txt"
MIB = 1024**2


@pytest.fixture(scope="module", autouse=True)
def temporary(tmp_path_factory):
    """The folder for temporary files, which nobody else uses meanwhile."""
    tmp_path_factory.getbasetemp()  # pytest's own lies elsewhere
    stop_server()  # its folder lies in the usual place
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)
        stop_server()


@pytest.fixture(scope="module")
def listener():
    with Listener() as listener:
        yield listener
        listener.shutdown()


@pytest.fixture(scope="module")
def parent(listener):
    """Warm the fork server and remember the parent as it was."""
    assert read_file(SAMPLE).state == "ok"
    return {"bytes": resident_bytes(), "children": children_of(os.getpid())}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory, listener, parent):
    workshop = Workshop(tmp_path_factory.mktemp("hostile"), listener.url)
    yield workshop
    assert workshop.close() == 0


def _complaints(workshop, cases):
    with ThreadPoolExecutor(2) as pool:
        return [c for c in pool.map(lambda case: complaint(case, workshop.read(case), workshop.folder), cases) if c]


@pytest.mark.parametrize("group", GROUPS)
def test_every_hostile_file_ends_in_its_state(workshop, group):
    found = _complaints(workshop, [c for c in CASES.values() if c.group == group and not c.slow])
    assert not found, "\n".join(found)


@pytest.mark.torture
def test_slow_hostile_files_end_in_their_states(tmp_path, listener, parent):
    workshop = Workshop(tmp_path, listener.url, slow=True)
    found = _complaints(workshop, [c for c in CASES.values() if c.slow])
    assert workshop.close() == 0
    assert not found, "\n".join(found)
    assert listener.n_hits == 0


def test_a_file_without_the_right_to_read_it(tmp_path):
    path = tmp_path / "план.txt"
    path.write_bytes(SAMPLE.read_bytes())
    path.chmod(0)
    assert read_file(path).state == ("ok" if os.geteuid() == 0 else "rejected")


def test_the_parent_is_as_it_was(workshop, listener, parent, temporary):
    workshop.close()
    assert resident_bytes() - parent["bytes"] < 50 * MIB
    assert listener.n_hits == 0
    assert children_of(os.getpid()) == parent["children"]
    deadline = time.monotonic() + 5
    while len(children_of(running_server().pid)) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children_of(running_server().pid)) <= 1  # the next file's child waits already
    assert not list(running_server().folder.iterdir())
    assert list(temporary.iterdir()) == [running_server().folder]
    assert read_file(SAMPLE).state == "ok"
