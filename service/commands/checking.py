"""`sverka check`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.sanity import Examined

_MOST_SHOWN = 5
Repair = Annotated[bool, typer.Option("--repair", help="Исправить то, что можно исправить без потерь.")]
Json = Annotated[bool, typer.Option("--json", help="Печатать JSON для других программ.")]


def check(repair: Repair = False, as_json: Json = False) -> None:
    """Проверить хранилище: файлы, базу, планы, ответы, работы; можно при работающей службе.

    Пример: sverka check --repair
    """
    from service.commands.telling import installation, told_errors

    settings = installation()
    with told_errors():
        from service.sanity import examine

        done = examine(settings, repair)
    typer.echo(_told(done) if as_json else _shown(done))
    raise typer.Exit(0 if done.is_sound else 1)


def _told(done: Examined) -> str:
    findings = [
        {
            "code": finding.code,
            "what": finding.what,
            "advice": finding.advice,
            "n": len(finding.subjects),
            "subjects": list(finding.subjects),
            "can_be_repaired": finding.mend is not None,
            "repaired": finding.code in done.mended,
        }
        for finding in done.findings
    ]
    return json.dumps({"sound": done.is_sound, "findings": findings}, ensure_ascii=False)


def _shown(done: Examined) -> str:
    if not done.findings:
        return "Хранилище в порядке."
    lines = []
    for finding in done.findings:
        more = f" и ещё {n}" if (n := len(finding.subjects) - _MOST_SHOWN) > 0 else ""
        subjects = ", ".join(subject[:40] for subject in finding.subjects[:_MOST_SHOWN])
        what = f"{finding.what}: {len(finding.subjects)} ({subjects}{more})."
        lines.append(f"исправлено: {what}" if finding.code in done.mended else f"! {what} {finding.advice}")
    return "\n".join(lines)
