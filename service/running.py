"""Run the service: everything opened in its order, one server on one socket, everything closed again."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

import uvicorn
from sqlalchemy import func, select

from nlp.errors import InputError, ModelError, SverkaError
from service.access.users import LOCAL
from service.app import Parts, check_binding, create_app
from service.claim import claimed
from service.jobs import tasks
from service.jobs.events import Listeners
from service.jobs.runner import Runner
from service.settings import Settings
from service.store.catalogues import ensure_builtin
from service.store.coverage import uncovered
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.search import Search
from service.store.tables_access import User

Tell = Callable[[str], None]
# How long listeners of events and slow downloads may go on when the service stops.
GRACE_S = 5
_BACKLOG = 2048


class StoppedError(BaseException):
    """The service was asked to stop before it was up."""


class Server(uvicorn.Server):
    """Uvicorn's server, which says when it is up; it can be asked to stop at any moment of its life."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None], leaving: Callable[[], None]) -> None:
        super().__init__(config)
        self._told, self._leaving = told, leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._told()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and let those who would listen for hours know."""
        self._leaving()
        await super().shutdown(sockets)


def run(settings: Settings, tell: Tell) -> None:
    """Serve until the process is told to stop (Ctrl-C, SIGTERM); leaves no process behind.

    Args:
        settings: of the installation.
        tell: called with what a person should know: the address, warnings.

    Raises:
        InputError: the port is taken or the settings do not fit together.
        StoreError: the store cannot be opened.
    """
    check_binding(settings)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    with _stoppable() as stopping, contextlib.suppress(StoppedError), ExitStack() as held:
        listening = held.enter_context(_listening(settings))
        store = held.enter_context(open_store(settings.url, settings.home))
        if not held.enter_context(claimed(settings.home)) and store.is_sqlite:
            tell(f"Внимание: над хранилищем {settings.home} уже работает другая служба; обе будут делить работу.")
        prepare(store)
        app = create_app(store, Originals(settings.originals), settings, _parts(store, settings, tell))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        listeners = app.state.service.extras.setdefault(Listeners.KEY, Listeners())

        def leave() -> None:
            listeners.closed = True

        server = Server(config, lambda: tell(_greeting(settings, store, listening)), leave)
        stopping(server)
        server.run([listening])
    tell("Служба остановлена.")


def prepare(store: Store) -> None:
    """Bring the project's own catalogues into the store, and have plans answered for those that are new."""
    with store.writing() as session:
        ensure_builtin(session)
        for catalogue_id in uncovered(session):
            tasks.cover(session, catalogue_id)


def _parts(store: Store, settings: Settings, tell: Tell) -> Parts:
    runner = Runner(store, Originals(settings.originals), settings)
    return Parts(runner=runner, search=_search(store, tell))


def _search(store: Store, tell: Tell) -> Search | None:
    """Return the search over the store, warmed while the service starts; without models there is none."""
    from nlp.artifacts import load_encoder

    try:
        search = Search(store, load_encoder())
    except ModelError as error:
        tell(f"Внимание: {error}")
        return None
    threading.Thread(target=_warm, args=(search,), name="search-warm", daemon=True).start()
    return search


def _warm(search: Search) -> None:
    # The store may be closed meanwhile; the first search then tells what is wrong.
    with contextlib.suppress(Exception):
        search.warm()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Take the port before anything else is touched.

    Raises:
        InputError: it is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, settings.port))
            listening.listen(_BACKLOG)
        except OSError as error:
            raise _refused(settings, error) from error
        yield listening


def _refused(settings: Settings, error: OSError) -> SverkaError:
    place = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return InputError(
            "Служба не запущена",
            f"порт {place} занят другой программой или другой службой «Сверки»",
            "Остановите её или назовите другой порт: sverka serve --port 8140.",
        )
    if error.errno == errno.EACCES:
        return InputError("Служба не запущена", f"порт {place} не разрешён", "Назовите порт больше 1023: --port 8137.")
    why = f"адреса {settings.host} нет у этого компьютера"
    return InputError("Служба не запущена", why, "Проверьте SVERKA_HOST или --host.")


@contextmanager
def _stoppable() -> Iterator[Callable[[Server], None]]:
    """Let SIGTERM and Ctrl-C end the start at once, and a running server in its order.

    While the server runs it has handlers of its own, and raises the signals again behind itself: then they mean nothing.
    """
    running: list[Any] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if not running:
            raise StoppedError
        running[0].should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield running.append
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _greeting(settings: Settings, store: Store, listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    place = f"[{host}]" if ":" in host else host
    lines = [f"Служба работает: http://{place}:{port}  (описание API: /docs; остановить: Ctrl-C)"]
    if settings.asks_login and not _has_people(store):
        lines.append("Войти пока некому. Заведите администратора: sverka user add ИМЯ --role admin")
    return "\n".join(lines)


def _has_people(store: Store) -> bool:
    with store.reading() as session:
        return bool(session.scalar(select(func.count()).select_from(User).where(User.login != LOCAL)))
