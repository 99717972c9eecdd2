"""The rows of a lexicon: which words help articles use for what people type, in CSV files that people edit."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app.analysis.normalise import normalise
from app.errors import ContentError

Direction = Literal["to", "both"]
"""``to``: a word of the entry leads to its targets. ``both``: every word and target leads to all the others."""

COLUMNS = ("words", "targets", "weight", "direction", "finds", "spares", "note")
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a lexicon.

    ``weight`` in (0, 1] is how sure it is that who types a word means a target. ``finds`` is a query that the entry
    must expand, ``spares`` one that looks like it and must stay alone; ``note`` says when the entry hurts. ``origin``
    is ``file:line``.
    """

    words: tuple[str, ...]
    targets: tuple[str, ...]
    weight: float
    direction: Direction
    finds: str
    spares: str
    note: str
    origin: str

    @property
    def meant(self) -> frozenset[str]:
        """The words that a help article may use for the matter."""
        return frozenset(self.targets if self.direction == "to" else (*self.words, *self.targets))

    def leads(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each word that can be typed with the words that it stands for."""
        if self.direction == "to":
            for word in self.words:
                yield word, self.targets
            return
        members = tuple(dict.fromkeys((*self.words, *self.targets)))
        for word in members:
            yield word, tuple(other for other in members if other != word)


def read_lexicon(folder: Path) -> tuple[Entry, ...]:
    """The entries of every CSV file below ``folder`` that has the columns of ``COLUMNS``, files in order of name.

    Lines that start with ``#`` are comments. Raises ContentError that lists every bad row as ``file:line``; a word
    that two rows lead to different matters, no target of theirs in common, makes the later one bad.
    """
    entries: list[Entry] = []
    first: dict[str, Entry] = {}
    faults: list[str] = []
    for path in sorted(folder.rglob("*.csv")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}: 읽을 수 없어요 ({error}).")
            continue
        rows = _rows(text)
        line, header = next(rows, (1, []))
        if tuple(header) != COLUMNS:
            faults.append(f"{path}:{line}: 첫 줄은 '{','.join(COLUMNS)}'이어야 해요.")
            continue
        for line, row in rows:
            found = _entry_of(row, f"{path.relative_to(folder).as_posix()}:{line}")
            if isinstance(found, str):
                faults.append(f"{path}:{line}: {found}")
                continue
            entries.append(found)
            for word in found.words:
                earlier = first.setdefault(word, found)
                if earlier.meant.isdisjoint(found.meant):
                    faults.append(
                        f"{path}:{line}: '{word}'은(는) {earlier.origin}에서 다른 뜻이에요. 한 줄로 합쳐 주세요."
                    )
    if faults:
        raise ContentError("일상어 사전에 고칠 곳이 있어요.\n" + "\n".join(faults), remedy="파일을 고치세요.")
    return tuple(entries)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in next(csv.reader([line]))]


def _entry_of(row: Sequence[str], origin: str) -> Entry | str:
    """The entry of ``row``, or what is wrong with it."""
    if len(row) != len(COLUMNS):
        return f"칸이 {len(COLUMNS)}개여야 하는데 {len(row)}개예요."
    cells = dict(zip(COLUMNS, row, strict=True))
    words, targets = (_members(cells[name]) for name in ("words", "targets"))
    direction = cells["direction"]
    if not words:
        return "'words'가 비어 있어요."
    if direction not in get_args(Direction):
        return f"방향 '{direction}'을(를) 알 수 없어요. 쓸 수 있는 값: {', '.join(get_args(Direction))}"
    if not targets and (direction == "to" or len(words) < 2):
        return "'targets'가 비어 있어요."
    try:
        weight = float(cells["weight"])
    except ValueError:
        weight = 0.0
    if not 0.0 < weight <= 1.0:
        return f"가중치 '{cells['weight']}'은(는) 0보다 크고 1 이하인 수여야 해요."
    if not cells["finds"] or not cells["spares"]:
        return "예문 'finds'와 'spares'를 모두 적어 주세요."
    return Entry(
        words,
        targets,
        weight,
        "both" if direction == "both" else "to",
        normalise(cells["finds"]),
        normalise(cells["spares"]),
        cells["note"],
        origin,
    )


def _members(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(part.strip()) for part in cell.split(SEPARATOR) if part.strip()))
