"""A private PostgreSQL, made from the programs that are installed: for the tests, and for benchmarks that kill it.

As a program, ``python -m tests.postgres PID`` prints the URL of a new server that ends with the process PID.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

URL_VARIABLE = "BARODAP_TEST_POSTGRES_URL"
"""Names a server to use instead, as a role that may make databases."""

START_SECONDS = 60
_POLL_SECONDS = 0.1

# Everything that differs from one installation to the next is set to what a program that was tried on SQLite, or on
# its author's server, expects least.
_UNUSUAL = {"timezone": "Asia/Seoul", "default_transaction_isolation": "serializable", "datestyle": "German"}
_QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
_PRIVATE = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "300"}


def find() -> Path | None:
    """The folder of the server's programs, the newest version's; None without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def required() -> bool:
    """Whether a missing server is a failure."""
    return os.environ.get("CI") == "true"


def missing() -> str:
    """Why nothing can be tested on PostgreSQL; empty when it can."""
    if os.environ.get(URL_VARIABLE) or find():
        return ""
    return f"no PostgreSQL found (Debian: apt install postgresql) and {URL_VARIABLE} is not set"


def described() -> str:
    """One line for the header of a test run."""
    if missing():
        return f"database: PostgreSQL {'fails' if required() else 'is skipped'}: {missing()}"
    return f"database: SQLite and PostgreSQL ({'that of ' + URL_VARIABLE if URL_VARIABLE in os.environ else find()})"


# A process that was stopped hears of no other signal before it goes on.
_WATCH = """
while kill -0 "$0" && [ -d "$1" ]; do sleep 0.2; done
pid=$(head -n 1 "$1/data/postmaster.pid") && {
    for each in "$pid" $(cat "/proc/$pid/task/$pid/children"); do kill -CONT "$each"; done
    kill -QUIT "$pid"
    while kill -0 "$pid"; do sleep 0.1; done
}
rm -rf "$1"
"""


class Server:
    """Its data are in a folder below the system's temporary one, and outlive all but ``remove``; its port stays.

    With ``durable`` it loses nothing that it has committed, whoever kills it; without, it is quicker. It is removed
    when the process ``ends_with``, by default this one, has ended in whatever manner.
    """

    def __init__(self, *, durable: bool = False, ends_with: int | None = None) -> None:
        from tests.live_server import free_port

        programs = find()
        if programs is None:
            raise RuntimeError(missing())
        self._programs, self._port = programs, free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="barodap-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, str(ends_with or os.getpid()), str(self._folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._settings = {**_PRIVATE, **_UNUSUAL, **({} if durable else _QUICK)}
        # PostgreSQL refuses to run as root.
        self._user = _unprivileged() if os.getuid() == 0 else None
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        # ICU's Korean order, where it can be had: unlike that of bytes, it puts a before B.
        korean = ["--locale=C", "--locale-provider=icu", "--icu-locale=ko"] if self._version() >= 15 else []
        options = ["--pgdata", str(self._data), "--username=barodap", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        done = self._run("initdb", *options, *korean)
        if done.returncode != 0:
            raise RuntimeError(f"PostgreSQL could not be set up:\n{done.stderr}")

    @property
    def url(self) -> str:
        """Of its maintenance database."""
        return f"postgresql+psycopg://barodap@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers; after a kill, until it has recovered."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                # Not at first after a kill: for a moment the killed one's children hold its shared memory.
                self._process = self._launch()
            if self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)).returncode == 0:
                return
            time.sleep(_POLL_SECONDS)
        raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text(errors='replace')}")

    def send(self, number: signal.Signals) -> None:
        """Signal each of its processes, to stop (SIGSTOP) or go on (SIGCONT)."""
        assert self._process is not None
        pid = self._process.pid
        # Each of the children leads a process group of its own.
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        for each in (pid, *map(int, children)):
            os.kill(each, number)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it at once, by SIGKILL or SIGQUIT, as a crash would; return when its first process is gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """End it and delete its data."""
        self.kill(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._watch.terminate()
        self._watch.wait()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self._port), *settings]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self._identity())

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, **self._identity())

    def _version(self) -> int:
        return int(self._run("initdb", "--version").stdout.split()[2].split(".")[0])

    def _identity(self) -> dict[str, Any]:
        """Who runs its programs, where: another user may not be allowed into the present folder."""
        if self._user is None:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": ()}


def _unprivileged() -> pwd.struct_passwd:
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


@contextmanager
def killable() -> Iterator[Server]:
    """One of the test's own, which may kill it and loses nothing that was acknowledged; skips without PostgreSQL, or
    fails where that is required."""
    if reason := missing() or ("" if find() else "no PostgreSQL of our own to kill"):
        (pytest.fail if required() else pytest.skip)(reason)
    made = Server(durable=True)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def start_for(pid: int) -> str:
    """The URL of a new server, which is removed when the process ``pid`` has ended, however it ends."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgres", str(pid)],
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"PostgreSQL did not start:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def _serve(pid: int) -> None:
    server = Server(ends_with=pid)
    server.start()
    print(server.url)  # noqa: T201


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
