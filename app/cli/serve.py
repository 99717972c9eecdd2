"""``barodap serve``"""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

import click

from app import logs
from app.cli.progress import Progress
from app.config import load_settings
from app.errors import ConfigurationError, DatabaseUnreachableError

if TYPE_CHECKING:  # loaded when the command runs
    from app.services import Services

THREADS = 16
"""A worker's threads. Most wait for slow clients; a proxy that buffers in front spares them that."""

TIMEOUT_SECONDS = 30


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="HOST 환경 변수로도 정해요.")
@click.option(
    "--port",
    envvar="PORT",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="PORT 환경 변수로도 정해요.",
)
@click.option(
    "--workers",
    envvar="WEB_CONCURRENCY",
    default=min(4, max(2, os.cpu_count() or 2)),
    show_default=True,
    type=click.IntRange(1, 64),
    help="작업 프로세스 수예요. WEB_CONCURRENCY 환경 변수로도 정해요.",
)
def command(host: str, port: int, workers: int) -> None:
    """데이터베이스와 색인을 준비하고 웹 서버(gunicorn)를 실행해요."""
    from app.services import build_services
    from app.startup import can_search
    from app.web.secret_key import secret_key

    settings = load_settings()
    logs.configure(settings.log_level)
    _check_address(host, port)
    services = build_services(settings)
    secret_key(settings, services.database)
    try:
        _prepare(services)
    except DatabaseUnreachableError as error:
        # Searching needs no database: better to be half there than not at all until it is back.
        if not can_search(services):
            raise
        click.secho(f"주의: {error}", fg="yellow", err=True)
        click.echo("데이터베이스가 돌아올 때까지 이미 발행한 색인으로 검색만 해요.", err=True)
    click.secho(f"바로답이 http://{_shown(host)}:{port}에서 열려요. 멈추려면 Ctrl+C를 누르세요.", fg="green", err=True)

    # Gunicorn takes this process's place, so that signals reach it, and its workers fork from one that holds no
    # tokenizer, database connection or open index.
    sys.stdout.flush()
    os.execv(sys.executable, gunicorn(host, port, workers, settings.log_level))


def gunicorn(host: str, port: int, workers: int, log_level: str, application: str = "app:create_app()") -> list[str]:
    """The command line of the web server."""
    arguments = [sys.executable, "-m", "gunicorn", application, "--config", "python:app.web.workers"]
    arguments += ["--bind", f"{_bindable(host)}:{port}", "--workers", str(workers), "--threads", str(THREADS)]
    arguments += ["--worker-class", "gthread", "--timeout", str(TIMEOUT_SECONDS), "--graceful-timeout", "20"]
    # A 300-character Korean question, percent-encoded, with several categories, outgrows gunicorn's default.
    arguments += ["--limit-request-line", "8190", "--no-control-socket"]
    # Forwarded headers are believed by BARODAP_TRUSTED_PROXIES alone.
    arguments += ["--forwarded-allow-ips", "", "--forwarder-headers", ""]
    arguments += ["--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else []  # noqa: PTH112
    arguments += ["--log-level", log_level.lower(), "--max-requests", "100000", "--max-requests-jitter", "5000"]
    return arguments


def _prepare(services: Services) -> None:
    """Make ready what is not, and say what was done."""
    from app.startup import prepare

    importing, publishing = Progress("도움말을 가져오고 있어요"), Progress("색인을 만들고 있어요")
    done = prepare(
        services,
        importing=importing.count,
        publishing=publishing.step,
        waiting=lambda: click.echo("다른 프로세스가 색인을 만들고 있어서 끝나기를 기다려요 …", err=True),
    )
    if done.imported is not None:
        importing.done(f"도움말 {done.imported.created:,}건을 가져왔어요.")
    if done.published is not None:
        publishing.done(f"색인을 발행했어요. 도움말 {done.published.document_count:,}건")


def _check_address(host: str, port: int) -> None:
    """Fail before any work when the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ConfigurationError(
            f"{host}:{port}에서 서버를 열 수 없어요 ({error.strerror}).",
            remedy=f"HOST를 확인하거나 다른 포트로 실행해 보세요. 예: PORT={port + 1} make serve",
        ) from error


def _bindable(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else _bindable(host)
