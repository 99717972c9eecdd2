"""Hosts for tests: each in a network of its own where the machine lets us make one, else on ports of this one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Host:
    """``address`` is where its servers listen, ``within`` what a command there is preceded by; ``gateway`` is this
    machine as it sees it, empty where it is this machine itself."""

    address: str = LOOPBACK
    within: tuple[str, ...] = ()
    gateway: str = ""
    _closing: ExitStack = field(default_factory=ExitStack)

    def reaching(self, url: str) -> str:
        """``url``, of a server on this machine's loopback, as it is reached from there."""
        if not self.gateway:
            return url
        place = urlsplit(url)
        port = self._closing.enter_context(_forwarding(self.gateway, place.port or 0))
        return url.replace(f"{LOOPBACK}:{place.port}", f"{self.gateway}:{port}")


def refusal() -> str:
    """Why no network of its own can be had here; empty when it can."""
    if shutil.which("ip") is None:
        return "no program `ip` (Debian: apt install iproute2)"
    name = f"barodap-{os.getpid()}-try"
    said = _said("netns", "add", name)
    _said("netns", "delete", name)
    return said


def described() -> str:
    """One line for the header of a test run."""
    said = refusal()
    return f"hosts: {f'ports of this one ({said})' if said else 'networks of their own'}"


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """So many of them; their networks end with the block, so their processes must have ended."""
    if refusal():
        yield [Host() for _ in range(count)]
        return
    with ExitStack() as closing:
        yield [closing.enter_context(_host(number)) for number in range(count)]


@contextmanager
def _host(number: int) -> Iterator[Host]:
    """Its only way out is a cable to this machine, with addresses that are kept for such things (RFC 2544)."""
    name = f"barodap-{os.getpid()}-{number}"
    cable, end = f"b{os.getpid()}o{number}", f"b{os.getpid()}i{number}"
    network = f"198.18.{os.getpid() % 256}."
    gateway, address = f"{network}{4 * number + 1}", f"{network}{4 * number + 2}"
    _ip("netns", "add", name)
    with ExitStack() as closing:
        closing.callback(_ip, "netns", "delete", name)
        _ip("link", "add", cable, "type", "veth", "peer", "name", end, "netns", name)
        _ip("address", "add", f"{gateway}/30", "dev", cable)
        _ip("link", "set", cable, "up")
        _ip("-n", name, "address", "add", f"{address}/30", "dev", end)
        for each in (end, "lo"):
            _ip("-n", name, "link", "set", each, "up")
        with ExitStack() as forwarding:
            yield Host(address, ("ip", "netns", "exec", name), gateway, forwarding)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _said(*arguments: str) -> str:
    done = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr.strip() or f"`ip` ended with {done.returncode}"


@contextmanager
def _forwarding(address: str, port: int) -> Iterator[int]:
    """A port at ``address`` that leads to ``port`` of loopback."""
    with socket.create_server((address, 0)) as listener:
        Thread(target=_accept, args=(listener, port), daemon=True).start()
        yield listener.getsockname()[1]
        # A thread that waits in accept() is not woken by close().
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            Thread(target=_join, args=(near, port), daemon=True).start()


def _join(near: socket.socket, port: int) -> None:
    with near, suppress(OSError), socket.create_connection((LOOPBACK, port)) as far:
        back = Thread(target=_copy, args=(far, near), daemon=True)
        back.start()
        _copy(near, far)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            target.sendall(some)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
