"""What went wrong with a message: what is told of it, and what stands in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from traceback import format_tb

from app.errors import INTERNAL, BarodapError

log = logging.getLogger(__name__)


class UnforeseenError(BarodapError):
    """A fault of ours that is nobody's business outside; the log has where it came from."""

    def __init__(self) -> None:
        super().__init__(INTERNAL)


def told(error: Exception, channel: str) -> BarodapError:
    """``error`` as a channel refuses by it, logged where the fault is ours."""
    if isinstance(error, BarodapError):
        if error.status >= 500:
            log.error("%s: %s", error.code, error)
        return error
    log_unforeseen(error, channel)
    return UnforeseenError()


def log_unforeseen(error: Exception, channel: str) -> None:
    """Where ``error`` was raised, and what of; not its words, which may be those of the message."""
    origins = "\n".join(f"{type(each).__name__}\n{''.join(format_tb(each.__traceback__))}" for each in _chain(error))
    log.error("unforeseen error in a message of %s: %s", channel, origins)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """``error``, what was being handled when it was raised, and so on."""
    while error is not None:
        yield error
        error = error.__context__
