"""The process of the interface: Streamlit's server with our options. `python -m ui.launch --port 8138`."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from service.settings import Settings
from ui.pages import ENTRIES
from ui.theme import STREAMLIT

# Brought in before the first person comes, who would wait a second for them.
_HEAVY = ("altair", "pandas", "pyarrow", *(f"ui.views.{entry.key}" for entry in ENTRIES))


def options(settings: Settings) -> dict[str, str | float | bool | list[str]]:
    """Return the options of Streamlit's server for an installation."""
    public = urlsplit(settings.public_url)
    names = ["127.0.0.1", "localhost", "::1", settings.host, *([public.hostname] if public.hostname else [])]
    return {
        "server.address": settings.host,
        "server.port": settings.ui_port,
        # Without a login the name is what tells our page from one whose name was pointed at this computer.
        "server.allowedHosts": [] if settings.asks_login and not public.hostname else names,
        "server.corsAllowedOrigins": [settings.public_url] if settings.public_url else [],
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": max(1, settings.upload_bytes // 1024**2),
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "logger.level": "error",
        **STREAMLIT,
    }


def main() -> None:
    """Serve the interface until the process is told to stop."""
    settings = Settings()
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default=settings.host)
    parser.add_argument("--port", type=int, default=settings.ui_port)
    given = parser.parse_args()
    from streamlit import net_util
    from streamlit.web import bootstrap

    # It would ask a foreign host for our address to compare origins with; nothing is asked of anybody here.
    net_util.get_external_ip = lambda: None
    chosen = options(settings.model_copy(update={"host": given.host, "ui_port": given.port}))
    flags = {name.replace(".", "_"): value for name, value in chosen.items()}
    bootstrap.load_config_options(flag_options=flags)
    for module in _HEAVY:
        import_module(module)
    bootstrap.run(str(Path(__file__).parent / "app.py"), is_hello=False, args=[], flag_options=flags)


if __name__ == "__main__":
    main()
