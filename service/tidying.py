"""What the service puts in order by itself, once a day."""

from __future__ import annotations

from anyio import sleep
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError

from nlp.errors import StoreError
from service.access.tokens import forget_old
from service.store.engine import Store

FIRST_AFTER_S, EVERY_S = 60.0, 86_400.0


async def every_day(store: Store, first_after_s: float = FIRST_AFTER_S, every_s: float = EVERY_S) -> None:
    """Tidy up for as long as the service runs; what the store does not take now is done the next time."""
    await sleep(first_after_s)
    while True:
        await run_sync(_tidy, store)
        await sleep(every_s)


def _tidy(store: Store) -> None:
    try:
        with store.writing() as session:
            forget_old(session)
    except (SQLAlchemyError, StoreError):
        return
