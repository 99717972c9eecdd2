"""Looks for personal data in all that a server wrote: ``python -m benchmarks.chat_privacy``.

Synthetic messages go through the API of a real server. Then what it stored is read, and every file that it made (the
database, its write-ahead log, the index, the log) is searched. Exits with 1 when more is left than is allowed.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click

from app.analysis.normalise import fold
from benchmarks.chat_server import Server
from tests.chat.synthetic import Message, messages, mistreated
from tests.live_visitor import Visitor, insist

PER_CONVERSATION, SPEAKERS = 20, 4

TELLING = 7
"""Digits in a row by which a value is found again in a file full of other numbers."""

STRICT = ("resident_number", "phone", "card", "email")
ALLOWED, ALLOWED_STRICT, ALLOWED_DAMAGE = 0.02, 0.005, 0.005
"""Shares that may be left of personal data, and that may be masked of what only looks like it."""


@dataclass
class Figures:
    """By kind: how many ``made`` and ``harmless`` values were sent, what of them was ``left`` or ``damaged`` in the
    stored messages, and which values are ``found`` in the files, and where."""

    messages: int
    made: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    damaged: Counter[str] = field(default_factory=Counter)
    searched: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def faults(self) -> list[str]:
        """What is above the allowed shares."""
        allowed = {kind: ALLOWED_STRICT if kind in STRICT else ALLOWED for kind in self.made}
        faults = [f"left: {kind}" for kind, count in self.left.items() if count > allowed[kind] * self.made[kind]]
        damaged, harmless = self.damaged.total(), self.harmless.total()
        return [*faults, *(["damaged"] if damaged > ALLOWED_DAMAGE * harmless else [])]


def send(address: str, given: list[Message]) -> list[str]:
    """The texts that are stored of ``given``, said in one conversation."""
    visitor = Visitor(address)
    insist(visitor.open)
    for number, message in enumerate(given):
        answer = insist(partial(visitor.say, f"m-{number}", message.text))
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.body}")
    said = [each["text"] for each in visitor.messages()[::2]]
    visitor.close()
    return said


def count(figures: Figures, message: Message, stored: str) -> None:
    for part in message.parts:
        (figures.made if part.personal else figures.harmless)[part.kind] += 1
    personal = {part.kind for part in message.parts if part.personal}
    for kind in mistreated(message, stored):
        (figures.left if kind in personal else figures.damaged)[kind] += 1


def secrets(given: list[Message]) -> Iterator[tuple[str, set[str]]]:
    """Kind and spellings of the values that cannot be found by chance: long numbers and addresses of e-mail."""
    for message in given:
        for part in message.parts:
            digits = re.sub(r"\D", "", fold(part.value))
            if part.personal and (len(digits) >= TELLING or "@" in fold(part.value)):
                yield part.kind, {part.value, fold(part.value), *([digits] if len(digits) >= TELLING else [])}


def search(figures: Figures, folder: Path, given: list[Message]) -> None:
    harmless = " ".join(part.value for message in given for part in message.parts if not part.personal)
    # The articles themselves are not what visitors said.
    files = [file for file in folder.rglob("*") if file.is_file() and "faq_data" not in file.parts]
    contents = {str(file.relative_to(folder)): file.read_bytes() for file in files}
    figures.searched = len(contents)
    for kind, spellings in secrets(given):
        for spelling in spellings:
            # Bare digits within a longer number or a random id are there by chance.
            pattern = rb"(?<![0-9a-f])%s(?![0-9a-f])" if spelling.isdecimal() else rb"%s"
            plain = spelling.encode()
            holding = [name for name, content in contents.items() if plain in content]
            where = [name for name in holding if re.search(pattern % re.escape(plain), contents[name])]
            if where and spelling not in harmless:
                figures.found[f"{kind} in {', '.join(sorted(where))}"] += 1


def run(number: int, seed: int) -> Figures:
    given, figures = list(messages(seed, number)), Figures(number)
    portions = [given[at : at + PER_CONVERSATION] for at in range(0, number, PER_CONVERSATION)]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.start()
            with ThreadPoolExecutor(SPEAKERS) as pool:
                stored = [text for texts in pool.map(partial(send, server.address), portions) for text in texts]
            for message, text in zip(given, stored, strict=True):
                count(figures, message, text)
            search(figures, Path(folder), given)
        finally:
            server.stop()
    return figures


@click.command()
@click.option("--messages", "number", default=2_000, show_default=True)
@click.option("--seed", default=11, show_default=True)
def main(number: int, seed: int) -> None:
    figures = run(number, seed)
    print(json.dumps({**vars(figures), "faults": figures.faults()}, ensure_ascii=False, indent=1))
    sys.exit(bool(figures.faults()))


if __name__ == "__main__":
    main()
