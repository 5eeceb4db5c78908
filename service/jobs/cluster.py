"""Jobs computed by a Dask cluster, through its concurrent.futures executor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from nlp.errors import InputError
from service.jobs.computing import Outcome, Piece, ReadArgs, work
from service.jobs.executors import OnTell, Outcomes, units_of

_CONNECT_S = 15
# A new measurement counts for this share of the mean.
_FRESH = 0.2


class DaskCluster:
    """A cluster at an address; its workers need the same version of the program and the same models."""

    def __init__(self, address: str, on_tell: OnTell) -> None:
        """Connect.

        Raises:
            InputError: Dask is not installed, or there is no cluster at the address.
        """
        try:
            from distributed import Client
        except ImportError as error:
            raise InputError(
                "Кластер не подключён",
                "не установлен Dask",
                "Выполните pip install 'sverka[cluster]' или уберите SVERKA_DASK_SCHEDULER.",
            ) from error
        try:
            self._client = Client(address, set_as_default=False, timeout=_CONNECT_S)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                "Кластер не подключён",
                f"планировщик Dask {address} не отвечает",
                "Проверьте SVERKA_DASK_SCHEDULER и что dask scheduler запущен.",
            ) from error
        self._topic = f"sverka-{uuid4().hex}"
        self._on_tell = on_tell
        self._client.subscribe_topic(self._topic, self._hear)
        self._executor = self._client.get_executor(pure=False)
        self.n_workers = max(1, sum(self._client.nthreads().values()))
        self._mean_s = 0.0

    @property
    def n_together(self) -> int:
        """How many pieces take half a second, by those that came before."""
        return units_of(self._mean_s)

    def submit(self, pieces: Sequence[Piece], alone: bool = False) -> Outcomes:
        """Hand pieces over; Dask itself tries a piece on other workers before it blames it for their death."""
        del alone
        pieces = [p._replace(args=p.args.carried()) if isinstance(p.args, ReadArgs) else p for p in pieces]
        future: Outcomes = self._executor.submit(work, pieces, EventChannel(self._topic))
        future.add_done_callback(self._measure)
        return future

    def forget(self, job_ids: Iterable[str]) -> None:
        """Do nothing: a future that is cancelled is told to the cluster."""

    def is_death(self, error: BaseException) -> bool:
        """Say whether workers died, or the cluster is gone."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        return isinstance(error, KilledWorker | CommClosedError | CancelledError)

    def close(self, hurry: bool = False) -> None:
        """Leave the cluster; what is under way there is forgotten."""
        self._executor.shutdown(wait=not hurry)
        self._client.unsubscribe_topic(self._topic)
        self._client.close()

    def _measure(self, future: Outcomes) -> None:
        if not future.cancelled() and future.exception() is None:
            outcomes: list[Outcome] = future.result()
            for outcome in outcomes:
                self._mean_s += _FRESH * (outcome.seconds - self._mean_s) if self._mean_s else outcome.seconds

    def _hear(self, event: tuple[float, Any]) -> None:
        told = event[1]
        self._on_tell(told["job"], told["stage"], told["done"], told["total"])


class EventChannel:
    """The way from a Dask worker to the runner: an event of the cluster."""

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def send(self, told: dict[str, Any]) -> None:
        """Log the event; the scheduler passes it on."""
        from distributed import get_worker

        get_worker().log_event(self._topic, told)
