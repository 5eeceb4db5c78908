"""`sverka serve`."""

from __future__ import annotations

from typing import Annotated

import typer

Host = Annotated[str | None, typer.Option(help="Адрес, на котором слушать; вместо SVERKA_HOST.", show_default=False)]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Порт; вместо SVERKA_PORT (8137).", show_default=False)
]


def serve(host: Host = None, port: Port = None) -> None:
    """Запустить службу: хранилище, разбор в фоне, API с описанием по адресу /docs.

    Пример: sverka serve --port 8137
    """
    from service.one_thread import keep_to_one_thread

    keep_to_one_thread()  # before anything brings numpy in
    from service.commands.telling import installation, tell, told_errors

    settings = installation()
    changed = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with told_errors():
        from service.running import run

        run(settings.model_copy(update=changed), tell)
