"""Transactions that are begun again when others were in the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from random import uniform
from time import sleep
from typing import ParamSpec, TypeVar

from app.errors import TransactionConflictError

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
_PAUSE_SECONDS = 0.05


def retried(work: Callable[P, T]) -> Callable[P, T]:
    """``work``, called up to ATTEMPTS times while it raises TransactionConflictError: PostgreSQL breaks a deadlock by
    calling one transaction off. Whatever ``work`` does must be in one transaction."""

    @wraps(work)
    def again(*arguments: P.args, **named: P.kwargs) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return work(*arguments, **named)
            except TransactionConflictError:
                sleep(uniform(0, _PAUSE_SECONDS))
        return work(*arguments, **named)

    return again
