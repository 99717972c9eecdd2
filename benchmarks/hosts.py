"""What an edit costs when hosts share OpenSearch, and when another has it: ``python -m benchmarks.hosts --help``."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

import click

from app.config import load_settings
from app.engine.opensearch.client import Client, client_for
from app.errors import IndexUnavailableError
from app.services import Services, build_services, publish
from app.storage.schema import upgrade
from benchmarks.publish import edited, imported, measured
from benchmarks.search import articles


@dataclass(slots=True)
class Traffic:
    """What this process sent: bytes of bodies, articles, chunks of files."""

    sent: int = 0
    documents: int = 0
    chunks: int = 0


@contextmanager
def counted() -> Iterator[Traffic]:
    traffic, request = Traffic(), Client._request

    def counting(self: Client, method: str, path: str, body: Any, *rest: Any) -> Any:
        if isinstance(body, str):
            traffic.sent += len(body)
            if path.endswith("-files/_bulk"):
                traffic.chunks += body.count('{"index"')
            elif path.endswith("/_bulk"):
                traffic.documents += body.count('{"index"') + body.count('{"delete"')
        return request(self, method, path, body, *rest)

    Client._request = counting  # type: ignore[method-assign, assignment]
    try:
        yield traffic
    finally:
        Client._request = request  # type: ignore[method-assign]


def seen(other: Services, generation: str) -> float:
    """Seconds until the other host, which has served something before or not, serves ``generation``."""
    begun = perf_counter()
    while True:
        with suppress(IndexUnavailableError), other.generations.current() as serving:
            if serving.name == generation:
                return perf_counter() - begun
        sleep(0.02)


def report(url: str, count: int, folder: Path, closing: ExitStack) -> None:
    settings = load_settings(
        engine="opensearch",
        opensearch_url=url,
        opensearch_timeout=20,
        opensearch_prefix=f"bench-{uuid4().hex}",
        database_url=f"sqlite:///{folder / 'barodap.db'}",
        index_dir=folder / "here",
    )
    closing.callback(client_for(settings).write, "DELETE", f"/{settings.opensearch_prefix}-*", timeout=60)
    here = build_services(settings)
    upgrade(here.database)
    imported(here, folder / "all", articles(count))
    there = build_services(settings.model_copy(update={"index_dir": folder / "there"}))
    assert there.follower is not None
    there.follower.begin()
    closing.callback(there.follower.close)
    edit: Callable[[], None] = lambda: imported(here, folder / "one", edited(count))  # noqa: E731
    for name, prepare, fresh in (("cold", None, True), ("nothing edited", None, False), ("one edited", edit, False)):
        if prepare:
            prepare()
        with counted() as traffic:
            generations: list[str] = []
            cost = measured(lambda: generations.append(publish(here, fresh=fresh).generation))  # noqa: B023
        click.echo(
            f"{count} articles, {name}: {cost.wall:.1f} s, {cost.cpu:.1f} s of this host's processors; sent "
            f"{traffic.documents} articles and {traffic.chunks} chunks, {traffic.sent / 1e6:.2f} MB in all"
        )
        click.echo(f"  the other host serves it {seen(there, generations[-1]):.2f} s later")
    here.database.close()


@click.command()
@click.option("--url", required=True, help="As BARODAP_OPENSEARCH_URL.")
@click.option("--articles", "count", default=2_700, show_default=True)
def main(url: str, count: int) -> None:
    """Publish a collection cold, again and after one edit, and follow it on a second host."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing:
        report(url, count, Path(folder), closing)


if __name__ == "__main__":
    main()
