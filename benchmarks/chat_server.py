"""A real server over a dozen of the sample articles that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Literal, get_args

from app.paths import FAQ_DATA
from tests.live_server import free_port, launch, wait_until_ready

ARTICLES = 12
LINGER_SECONDS = 0.2

Victim = Literal["group", "master", "worker"]
"""Who is killed: all processes at once, the master and a moment later its orphans, or one worker."""
VICTIMS: tuple[Victim, ...] = get_args(Victim)


class Server:
    """Its index, and its database where no ``database_url`` names another, are in ``folder`` and outlive it; its
    address stays the same."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self._folder, self._port = folder, free_port()
        self._settings = {"faq_data": str(_few_articles(folder)), "lexicon": str(folder), "semantic_weight": "0"}
        self._settings |= {"database_url": database_url} if database_url else {}
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = launch(self._folder, self._port, **self._settings)
        wait_until_ready(self._process, self._port, self._folder)

    def kill(self, victim: Victim, chance: Random) -> None:
        """Kill by SIGKILL; where that ends the server, nothing of it is left when this returns."""
        assert self._process is not None
        if victim == "worker" and (workers := self._workers()):
            os.kill(chance.choice(workers), signal.SIGKILL)
            return
        if victim == "master":
            self._process.kill()
            time.sleep(chance.uniform(0, LINGER_SECONDS))
        self.stop()

    @property
    def is_up(self) -> bool:
        """Whether there is a master, who starts workers anew."""
        return self._process is not None

    def stop(self) -> None:
        """Kill all of it, if there is any."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # when the orphans have gone by themselves
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _workers(self) -> list[int]:
        assert self._process is not None
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def _few_articles(folder: Path) -> Path:
    """A ``faq_data`` that is read in no time."""
    made = folder / "faq_data"
    (made / "articles").mkdir(parents=True)
    for file in sorted((FAQ_DATA / "articles").rglob("*.md"))[:ARTICLES]:
        shutil.copy(file, made / "articles")
    for file in FAQ_DATA.glob("*.yaml"):
        shutil.copy(file, made)
    return made
