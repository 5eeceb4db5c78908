"""Every page in a real browser: no errors, no English, no barriers; pictures of it, wide and narrow, light and dark."""

from __future__ import annotations

import re
from importlib import import_module

import browser
import browser_allowed
import pytest
import ui_world

from ui.client.plans import listed
from ui.pages import ENTRIES

# Where the names of a page's tabs stand in its wording, if it has any.
TABS = {"gaps": "VIEWS", "compare": "VIEWS"}
_OVERFLOWS = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return main.scrollWidth > main.clientWidth + 1;
}"""
SIZES = {"1440": (1440, 900), "1024": (1024, 768)}


@pytest.fixture(scope="module")
def states(demo_address, connections):
    """A state with something to see for the pages that show nothing without a choice."""
    plans = [plan.id for plan in listed(ui_world.client(demo_address))]
    return {"plan": {"id": plans[0]}, "compare": {"plans": plans[:2]}, "search": {"q": "мониторинг качества"}}


@pytest.mark.parametrize("key", [entry.key for entry in ENTRIES])
def test_a_page(chromium, demo_site, states, key):
    with browser.visitor(chromium, demo_site) as person:
        person.open(key, **states.get(key, {}))
        found = _look(person) + _pictures(person, key)
        for name in _tabs(key):
            person.page.get_by_role("radio", name=re.compile(f"^{re.escape(name)}")).first.click()
            person.settle()
            found += [f"{name}: {line}" for line in _look(person)]
    assert not found, "\n".join(["", *found])


def _look(person: browser.Visitor) -> list[str]:
    found = [f"английское: {text}" for text in browser_allowed.english(person.said())]
    found += [f"недоступное: {barrier}" for barrier in person.barriers(browser_allowed.AXE)]
    found += [f"ошибка: {wrong}" for wrong in person.wrong]
    person.wrong.clear()
    broken = person.page.get_by_test_id("stAlertContentError").all_inner_texts()
    return found + [f"сообщение: {text}" for text in broken]


def _pictures(person: browser.Visitor, key: str) -> list[str]:
    """Take pictures at every size and in both colours; return what is wrong with them."""
    found, page = [], person.page
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            person.settle()
            person.shoot(f"{key}-{name}-{scheme}")
            found += [f"шире экрана при {width}"] if page.evaluate(_OVERFLOWS) else []
        found += [f"{scheme}: {line}" for line in person.barriers(browser_allowed.AXE)] if scheme == "dark" else []
    return found


def _tabs(key: str) -> list[str]:
    wording = import_module(f"ui.wording.{key}")
    return list(getattr(wording, TABS.get(key, "TABS"), {}).values())
