"""The process of the interface: Streamlit's server with our options. `python -m ui.launch --port 8138`."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from ui.theme import STREAMLIT

# Brought in before the first person comes, who would wait a second for them.
_HEAVY = ("altair", "pandas", "pyarrow", "ui.client", "ui.visitor", *(f"ui.{p}" for p in ("parts", "charts", "views")))
_LARGEST_UPLOAD_MB = 50


def options(host: str, port: int) -> dict[str, str | float | bool | list[str]]:
    """Return the options of Streamlit's server."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": _LARGEST_UPLOAD_MB,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "logger.level": "error",
        **STREAMLIT,
    }


def main() -> None:
    """Serve the interface until the process is told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8138)
    given = parser.parse_args()
    from streamlit.web import bootstrap

    flags = {name.replace(".", "_"): value for name, value in options(given.host, given.port).items()}
    bootstrap.load_config_options(flag_options=flags)
    for module in _HEAVY:
        import_module(module)
    bootstrap.run(str(Path(__file__).parent / "app.py"), is_hello=False, args=[], flag_options=flags)


if __name__ == "__main__":
    main()
