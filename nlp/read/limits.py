"""Limits on foreign files, and the counter that enforces them while a document grows."""

from __future__ import annotations

from nlp.errors import LimitError

MAX_FILE_BYTES = 50 * 1024**2
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 500 * 1024**2
MAX_RATIO = 100
# 400 like rows written by python-docx pack 119 : 1, so parts that do no harm are let through.
RATIO_GRACE_BYTES = 10 * 1024**2
# 100,000 rows of seven cells; the tree of as many elements takes 1.3 GB.
MAX_TAGS = 8_000_000
MAX_SPAN = 1_000
MAX_ROWS = 100_000
MAX_CELLS = 2_000_000
MAX_TABLES = 10_000
# Twenty novels; each paragraph costs half a kilobyte before a word of it is read.
MAX_PARAGRAPHS = 200_000
MAX_TEXT = 10_000_000  # characters in them: three times «War and Peace»
MAX_NESTING = 100
# A merged cell repeats its text in every row: the product is what fills the memory.
MAX_CHARACTERS = 100_000_000


def too_large(why: str) -> LimitError:
    """Build the error for a file that exceeds a limit; `why` is Russian."""
    return LimitError("Файл не прочитан", why, "Оставьте в файле только план и сохраните его заново.")


class Budget:
    """Counts the rows, cells, characters and paragraphs of one document."""

    def __init__(self) -> None:
        self._n_paragraphs = 0
        self._n_text = 0
        self._n_rows = 0
        self._n_cells = 0
        self._n_characters = 0

    def row(self, n_cells: int, n_characters: int) -> None:
        """Take a row's share.

        Raises:
            LimitError: the document has more than MAX_ROWS, MAX_CELLS or MAX_CHARACTERS in its tables.
        """
        self._n_rows += 1
        self._n_cells += n_cells
        self._n_characters += n_characters
        if self._n_rows > MAX_ROWS:
            raise too_large(f"в таблицах больше {MAX_ROWS} строк")
        if self._n_cells > MAX_CELLS:
            raise too_large(f"в таблицах больше {MAX_CELLS} ячеек")
        if self._n_characters > MAX_CHARACTERS:
            raise too_large("текст таблиц слишком велик")

    def paragraph(self, n_characters: int) -> None:
        """Take a paragraph's share.

        Raises:
            LimitError: the document has more than MAX_PARAGRAPHS or MAX_TEXT outside its tables.
        """
        self._n_paragraphs += 1
        self._n_text += n_characters
        if self._n_text > MAX_TEXT:
            raise too_large("его текст слишком велик")
        if self._n_paragraphs > MAX_PARAGRAPHS:
            raise too_large(f"в нём больше {MAX_PARAGRAPHS} абзацев")
