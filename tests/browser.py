"""The interface in a real browser: Debian's Chromium by Playwright, what a page says, what is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from ui.pages import ENTRIES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = Path(__file__).parent / "shots"
USABLE_WITHIN_MS = 30_000
_BEGINS_WITHIN_MS = 150

# Asked of the page: it has its heading, nothing runs, no grey place holds room for what is still to come.
_USABLE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
    && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
    && !document.querySelector('[data-stale="true"]')
    && document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity);
}"""
# All that a person sees or a screen reader says; names of icons are drawn as pictures.
_SAID = """() => {
  const said = new Set();
  const isDrawn = node => node.closest('script, style, noscript')
    || getComputedStyle(node).fontFamily.includes('Material');
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.textContent.trim(), parent = node.parentElement;
    if (text && parent && !isDrawn(parent) && parent.checkVisibility()) said.add(text);
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (node.checkVisibility() && !isDrawn(node))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        if (node.getAttribute(name)) said.add(node.getAttribute(name).trim());
  return [...said];
}"""

_INSIDE = "([target, selector]) => document.querySelector(target)?.closest(selector) !== null"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; skip where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("нет пакета chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """A person at a browser of their own, who notices what goes wrong in it.

    Attributes:
        page: the page that is open.
        wrong: errors of the console and of scripts, and dialogs that opened, in their order.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.context = address, context
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("dialog", self._asked)

    def open(self, key: str, **query: str | list[str]) -> Page:
        """Open a page of `ui.pages` in a state, and wait until it is usable."""
        words = f"?{urlencode(query, doseq=True)}" if query else ""
        self.page.goto(f"{self.address}/{'' if key == ENTRIES[0].key else key}{words}")
        return self.wait()

    def wait(self) -> Page:
        """Wait until the page is usable."""
        self.page.wait_for_function(_USABLE, timeout=USABLE_WITHIN_MS)
        return self.page

    def settle(self) -> Page:
        """Wait until what was just pressed has had its effect: the page takes a moment to begin with it."""
        self.page.wait_for_timeout(_BEGINS_WITHIN_MS)
        return self.wait()

    def said(self) -> list[str]:
        """Return all that the page shows as text, or tells a screen reader."""
        return list(self.page.evaluate(_SAID))

    def barriers(self, allowed: Sequence[tuple[str, str, str]] = ()) -> list[str]:
        """Return what keeps people from using the page, serious or worse: rule, element, what axe says of it."""
        found = []
        for broken in Axe().run(self.page).response["violations"]:
            if broken["impact"] not in ("serious", "critical"):
                continue
            known = [inside for rule, inside, _ in allowed if rule == broken["id"]]
            for node in broken["nodes"]:
                is_known = any(self.page.evaluate(_INSIDE, [str(node["target"][0]), inside]) for inside in known)
                if not is_known:
                    found.append(f"{broken['id']}: {node['html'][:200]} {node['failureSummary']}")
        return found

    def shoot(self, name: str) -> None:
        """Take a picture into a folder that git ignores."""
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_probe(message):
            self.wrong.append(f"{message.text} {message.location.get('url', '')}")

    def _asked(self, dialog: object) -> None:
        self.wrong.append(f"dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]


def _is_probe(message: ConsoleMessage) -> bool:
    # Streamlit asks for its server under the page's own path first, and finds it one step higher.
    return "404" in message.text and "/_stcore/" in str(message.location.get("url", ""))


@contextmanager
def visitor(
    browser: Browser, address: str, width: int = 1440, scheme: str = "light", height: int = 900
) -> Iterator[Visitor]:
    """Give somebody a browser of their own, without any cookie."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        accept_downloads=True,
    )
    context.set_default_timeout(USABLE_WITHIN_MS)
    try:
        yield Visitor(context, address)
    finally:
        context.close()
