"""The commands of the service; what they need is imported when they run, so that `sverka --help` stays quick."""

from __future__ import annotations

import typer


def attach(app: typer.Typer) -> None:
    """Add the commands of the service to the program's own."""
    from service.commands import accounts, checking, exporting, importing, reporting, saving, serving

    app.command("serve")(serving.serve)
    app.command("import")(importing.import_)
    app.command("export")(exporting.export)
    app.command("report")(reporting.report)
    app.command("backup")(saving.backup)
    app.command("restore")(saving.restore)
    app.command("check")(checking.check)
    app.add_typer(accounts.app, name="user")
