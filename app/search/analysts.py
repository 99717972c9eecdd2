"""Several processes analyse articles when there are very many new ones."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

from app.errors import PublishError
from app.models import Article
from app.search.analysed import Packed, Packer

MANY = 5_000
"""New articles from which it pays: a process takes a second to begin, in which one analyses 300 articles."""

MOST = 4
"""Processes at most, of about 300 MB each."""

T = TypeVar("T")
Analyse = Callable[[Sequence[Article], Packer], Packed]


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Analysts:
    """Processes that run ``analyse``, which has to be picklable, on some articles at a time.

    They are not forked, as the process that publishes may have threads, and end with it however it ends.
    """

    def __init__(self, analyse: Analyse, count: int) -> None:
        self._ahead = 2 * count
        self._pool = ProcessPoolExecutor(
            count, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(analyse,)
        )

    def __enter__(self) -> Analysts:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def analysed(self, some: Iterable[tuple[T, Sequence[Article]]]) -> Iterator[tuple[T, Packed]]:
        """What ``analyse`` makes of the articles of each pair, in their order; few pairs are read ahead.

        Raises what ``analyse`` raises, and PublishError when a process is lost.
        """
        begun: deque[tuple[T, Future[Packed]]] = deque()
        try:
            for key, articles in some:
                begun.append((key, self._pool.submit(_run, articles)))
                if len(begun) > self._ahead:
                    first, made = begun.popleft()
                    yield first, made.result()
            for first, made in begun:
                yield first, made.result()
        except BrokenProcessPool as error:
            raise PublishError(
                "문서를 분석하던 프로세스가 갑자기 끝났어요.", remedy="메모리가 넉넉한지 보고 다시 발행하세요."
            ) from error


_analysed: Callable[[Sequence[Article]], Packed] | None = None
"""In a process of the pool."""


def _begin(analyse: Analyse) -> None:
    global _analysed
    packer = Packer()

    def analysed(articles: Sequence[Article]) -> Packed:
        return analyse(articles, packer)

    _analysed = analysed
    gc.disable()  # analysis leaves no cycles, and to look for some takes a tenth of the time
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever publishes hears it, too, and ends the pool
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _run(articles: Sequence[Article]) -> Packed:
    assert _analysed is not None, "the pool has begun"
    return _analysed(articles)
