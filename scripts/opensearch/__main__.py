"""Run OpenSearch on loopback until it is interrupted: ``python -m scripts.opensearch --help``."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import click

from scripts.opensearch.nodes import PORTS, is_installed, running


@click.command()
@click.option("--nodes", default=1, show_default=True, type=click.IntRange(1, 9))
@click.option("--port", default=PORTS.start, show_default=True, type=click.IntRange(PORTS.start, PORTS.stop - 1))
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder to keep; default: a temporary one."
)
@click.option("--url-file", type=click.Path(path_type=Path), help="Written with the nodes' addresses once they answer.")
@click.option("--as-long-as", "process", type=int, help="Number of a process; when that has ended, so does the server.")
@click.option("--brief", is_flag=True, help="For a short life: it is up sooner and slower ever after.")
def main(nodes: int, port: int, data: Path | None, url_file: Path | None, process: int | None, *, brief: bool) -> None:
    """Start NODES of one cluster and print the address for BARODAP_OPENSEARCH_URL."""
    if not is_installed():
        raise click.ClickException("OpenSearch is not here; run: sh scripts/opensearch/install.sh")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))  # so that the nodes are stopped on the way out, at any time
    with (
        nullcontext(str(data)) if data else tempfile.TemporaryDirectory() as folder,
        running(Path(folder).absolute(), nodes=nodes, first_port=port, brief=brief) as cluster,
    ):
        click.echo(f"BARODAP_OPENSEARCH_URL={cluster.url}")
        if url_file:
            url_file.write_text(cluster.url, encoding="utf-8")
        while process is None or _is_there(process):
            time.sleep(1.0)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
