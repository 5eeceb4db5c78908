"""Settings of the service, from `SVERKA_…` variables of the environment."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation may choose; every field is `SVERKA_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SVERKA_", extra="ignore", frozen=True)

    home: Path = Field(
        default=Path.home() / ".sverka", description="folder of the database, the originals and replaced templates"
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in `home`")
    host: str = "127.0.0.1"
    port: int = Field(default=8137, ge=0, le=65535)
    ui_port: int = Field(default=8138, ge=0, le=65535)
    api_url: str = Field(default="", description="where the interface finds the service; empty: on this computer")
    workers: int = Field(default=0, ge=0, description="processes that compute; 0: one a core")
    dask_scheduler: str = Field(default="", description="address of a Dask cluster; empty: own processes")
    login: bool | None = Field(default=None, description="ask for a login; unset: only when not bound to loopback")
    upload_bytes: int = Field(default=50 * 1024**2, ge=1, description="largest request body")
    request_timeout_s: float = Field(default=60.0, gt=0)
    requests_per_minute: int = Field(default=6_000, ge=1, description="for each token or session")
    lease_s: float = Field(default=30.0, gt=0, description="a job whose worker is silent so long is taken over")
    public_url: str = Field(default="", description="address that people type, where a reverse proxy stands in front")

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.home / 'sverka.db'}"

    @property
    def api(self) -> str:
        """The address at which the interface finds the service."""
        if self.api_url:
            return self.api_url.rstrip("/")
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def originals(self) -> Path:
        """Folder of the uploaded files by sha256; nothing serves it."""
        return self.home / "originals"

    @property
    def asks_login(self) -> bool:
        """Whether people must log in: by choice, else wherever others can reach the port."""
        return self.login if self.login is not None else self.host not in ("127.0.0.1", "::1", "localhost")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
