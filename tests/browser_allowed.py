"""What the browser's tests let pass, each with its reason. Nothing of ours that could be repaired belongs here."""

from __future__ import annotations

import re

# Latin letters that a Russian page may show: (pattern, why). Each is taken out of a text before the rest is looked at.
WORDS: tuple[tuple[str, str], ...] = (
    # --- Streamlit's own strings, which it gives no way to translate ---
    (r"^Upload$|^\d+MB per file$|^• [A-Z, ]+$|^file upload$", "st.file_uploader: its button and its limit"),
    (
        r"^Close$|^Clear (all|value)$|^Clear selection\b|^open$|^Remove ",
        "lists and dialogs: names of buttons that are drawn as signs",
    ),
    (r"^(Show|Hide) password text$", "field of a password: name of the eye"),
    (
        r"^(Show/hide columns|Download as (CSV|PNG)|Search|Fullscreen|Close fullscreen|Show (data|chart)|Copy Vega-Lite spec)\b",
        "signs over tables and charts; what follows is our name of the picture",
    ),
    (r"^Copy to clipboard$", "sign over a text to be copied"),
    (r"^Help( for )?|^[a-z ]+ icon$", "the question mark beside a label, icons of notices"),
    (
        r"^(Skip to main content|App pages|Sidebar|Navigate to home page|Logo|Main menu|Expand sidebar|Collapse sidebar)$",
        "the frame of the page",
    ),
    (r"^(Running\.\.\.|Stop|progress)$", "head of the page while it is built"),
    (r"^Press Enter to (apply|submit form)$", "hint below a text field"),
    (r"^Select (a|date).*$|^Choose (an option|options)$|^No results$|^Select all$", "lists and calendars"),
    (r"^Link to heading$", "anchor of a heading"),
    (r"^(Increment|Decrement) value$", "number field: plus and minus"),
    (r"^Dataframe$|^Chart$", "tables and charts to a screen reader, before our name of them"),
    (r"\b(I|II|III|IV) кв\.", "quarters of a year in Roman figures"),
    # --- names and formats that have no Russian form ---
    (r"[\w.-]+\.(docx?|xlsx?|html?|txt|pdf|odt|ods|zip)\b", "names of files, given by people"),
    (r"\b(docx?|xlsx?|odt|ods|rtf|pdf|html?|csv|jsonl?|yaml|zip|png|txt|parquet|word|excel)\b", "formats of files"),
    (r"\b(UTF-8|BOM|CRLF|zstd|ISO \d+)\b", "how files of the data set are written, for programmers"),
    (r"\b(API|OpenAPI|Caps Lock|Python)\b", "proper names"),
    (r"^(sverka user add \S+ --role admin|SVERKA_LOGIN=true sverka ui)$", "commands to be typed on «Пользователи»"),
    (
        r"^- id: \S+|^ *(title|covers|definition|phrases|id|term|meaning): ?",
        "names of fields in a pattern of a catalogue's YAML",
    ),
    (r"\b[0-9a-f]{8,}\b", "stamps and numbers of records"),
)
_WORDS = [re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern, _ in WORDS]
_LATIN = re.compile(r"[A-Za-z]{2,}")

# Findings of axe inside an element of Streamlit's own: (rule, selector of the element, why).
AXE: tuple[tuple[str, str, str], ...] = (
    ("list", '[data-testid="stSidebarNav"]', "groups of the menu stand among its items"),
    (
        "color-contrast",
        '[data-testid^="stBaseButton-primary"], [data-testid^="stBaseLinkButton-primary"]',
        "dark: one colour is ground under white and text on dark, none has 4.5 in both; ours has 3.9 in both",
    ),
    ("color-contrast", '[data-testid="stButtonGroup"]', "dark: the same colour as text"),
    ("color-contrast", '[data-testid="stMultiSelect"]', "dark: the same colour as ground of what is chosen"),
    ("listitem", '[data-testid="stSidebarNav"]', "groups of the menu stand among its items"),
)


def english(said: list[str]) -> list[str]:
    """Return what of the words of a page is neither Russian nor allowed."""
    found = []
    for text in said:
        rest = text
        for pattern in _WORDS:
            rest = pattern.sub(" ", rest)
        if _LATIN.search(rest):
            found.append(text)
    return found
