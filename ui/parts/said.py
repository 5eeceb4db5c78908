"""Who said something in the place of the machine."""

from __future__ import annotations

from service.schemas.answer import Said
from ui.parts.plain import escaped
from ui.visitor import me
from ui.wording import gaps as words


def author(said: Said) -> str:
    """Return markdown that follows the word «эксперт»: « (вы)», « Имя», or nothing where nobody is known."""
    if said.user_id is not None and said.user_id == me().user_id:
        return words.YOU
    return f" {escaped(said.user_name)}" if said.user_name else ""
