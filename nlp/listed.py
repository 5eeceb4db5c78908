"""A YAML text → its list of records, or a Russian sentence that says what is wrong with it and in which line."""

from __future__ import annotations

from typing import Any

import yaml

from nlp.errors import InputError

LARGEST = 4_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Return what a YAML text holds, read by the safe loader, in C where it is built.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 — the C twin of SafeLoader


def listed(text: str, name: str, example: str) -> list[Any]:
    """Return the list that a stranger's YAML text holds.

    Args:
        text: the YAML.
        name: how it is called in messages.
        example: advice that shows what is expected.

    Raises:
        InputError: the text is too large, no YAML, refers to parts of itself, or holds no list.
    """
    if len(text) > LARGEST:
        raise unread(name, f"файл больше {LARGEST // 1_000_000} МБ", example)
    try:
        # References let a small file unfold into a huge one; no catalogue needs them.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
            raise unread(name, "в нём есть ссылки YAML (*имя)", "Запишите повторяющиеся части целиком.")
        found = load_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"ошибка записи в строке {mark.line + 1}" if mark else "это не YAML"
        raise unread(name, where, "Проверьте отступы, кавычки и двоеточия: текст с «: » берите в кавычки.") from error
    if not isinstance(found, list) or not found:
        raise unread(name, "в нём нет списка пунктов", example)
    return found


def unread(name: str, why: str, advice: str) -> InputError:
    """Return the error of a catalogue that cannot be read."""
    return InputError(f"Не прочитан каталог {name}", why, advice)
