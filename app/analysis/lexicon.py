"""Everyday words and the words that help articles use for them, read from files that people edit.

A lexicon never replaces what was typed: it says which other words an article on the same matter may use, and the
ranking adds their evidence to that of the query itself.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app.analysis.fingerprints import fingerprint
from app.analysis.normalise import normalise
from app.analysis.views import Analyzer, Span
from app.errors import ContentError

Direction = Literal["to", "both"]
"""``to``: a word of the entry leads to its targets. ``both``: every word and target leads to all the others."""

COLUMNS = ("words", "targets", "weight", "direction", "finds", "spares", "note")
SEPARATOR = "|"
GAP = 6
"""Characters that may stand between two words of a phrase, spaces included: ``돈이 (아직도) 안 들어와요``."""

MIN_SURFACE = 3
"""Syllables from which a word is found by its letters too, where the dictionary splits it otherwise than alone."""


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

    def leads(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each word that can be typed with the words that it stands for."""
        if self.direction == "to":
            for word in self.words:
                yield word, self.targets
            return
        members = tuple(dict.fromkeys((*self.words, *self.targets)))
        for word in members:
            yield word, tuple(other for other in members if other != word)


@dataclass(frozen=True, slots=True)
class Expansion:
    """``targets`` are other words for the characters ``[start, end)`` of a query, worth ``weight`` of them."""

    start: int
    end: int
    word: str
    targets: tuple[str, ...]
    weight: float
    origin: str


def read_lexicon(folder: Path) -> tuple[Entry, ...]:
    """The entries of every CSV file below ``folder`` that has the columns of ``COLUMNS``, files in order of name.

    Lines that start with ``#`` are comments. Raises ContentError that lists every bad row as ``file:line``.
    """
    entries: list[Entry] = []
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
            if isinstance(found, Entry):
                entries.append(found)
            else:
                faults.append(f"{path}:{line}: {found}")
    if faults:
        raise ContentError("용어 사전에 고칠 곳이 있어요.\n" + "\n".join(faults))
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


@dataclass(frozen=True, slots=True)
class _Lead:
    word: str
    terms: tuple[str, ...]
    targets: tuple[str, ...]
    entry: Entry


class Lexicon:
    """Finds the entries that speak of a query. Safe to share between threads, as nothing changes after it was made.

    A word matches as the analyser's terms, in their order and near each other, so that ``지우다`` is found in
    ``지웠는데요`` and not in ``지우개``. Where one match lies inside another, the longer one speaks alone:
    ``현금 영수증`` keeps ``현금`` quiet.
    """

    def __init__(self, entries: Iterable[Entry], analyzer: Analyzer) -> None:
        self._entries = tuple(entries)
        self._analyzer = analyzer
        leads: dict[str, list[_Lead]] = defaultdict(list)
        surfaces: dict[str, list[_Lead]] = defaultdict(list)
        for entry in self._entries:
            for word, targets in entry.leads():
                lead = _Lead(word, _sequence(analyzer.spans(word)), targets, entry)
                if lead.terms:
                    leads[lead.terms[0]].append(lead)
                surface = word.replace(" ", "")
                if len(surface) >= MIN_SURFACE:
                    surfaces[surface[:MIN_SURFACE]].append(lead)
        self._leads: Mapping[str, list[_Lead]] = dict(leads)
        self._surfaces: Mapping[str, list[_Lead]] = dict(surfaces)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def fingerprint(self) -> str:
        return fingerprint("lexicon", *map(repr, self._entries))

    def expansions(self, text: str, spans: Sequence[Span] | None = None) -> tuple[Expansion, ...]:
        """What the lexicon adds to ``text``, in the order of the text; ``spans`` are its terms if already known."""
        text = normalise(text)
        spans = self._analyzer.spans(text) if spans is None else spans
        found = [*self._by_terms(spans), *self._by_letters(text, spans)]
        found.sort(key=lambda match: (match.start - match.end, match.start))
        kept: list[Expansion] = []
        for match in found:
            inside = any(
                other.start <= match.start and match.end <= other.end
                for other in kept
                if other.end - other.start > match.end - match.start
            )
            repeated = any(other.origin == match.origin and other.word == match.word for other in kept)
            if not inside and not repeated:
                kept.append(match)
        return tuple(sorted(kept, key=lambda match: (match.start, match.end, match.origin)))

    def _by_terms(self, spans: Sequence[Span]) -> Iterator[Expansion]:
        for index, (term, start, end) in enumerate(spans):
            for lead in self._leads.get(term, ()):
                if (last := _follow(lead.terms[1:], spans[index + 1 :], end)) is not None:
                    yield Expansion(start, last, lead.word, lead.targets, lead.entry.weight, lead.entry.origin)

    def _by_letters(self, text: str, spans: Sequence[Span]) -> Iterator[Expansion]:
        """Words of several syllables by their letters, from where a term or a word begins."""
        places = [index for index, character in enumerate(text) if not character.isspace()]
        letters = "".join(text[index] for index in places)
        starts = {start for _, start, _ in spans}
        for position, index in enumerate(places):
            if index not in starts and not (index == 0 or text[index - 1].isspace()):
                continue
            for lead in self._surfaces.get(letters[position : position + MIN_SURFACE], ()):
                surface = lead.word.replace(" ", "")
                if letters.startswith(surface, position):
                    end = places[position + len(surface) - 1] + 1
                    yield Expansion(index, end, lead.word, lead.targets, lead.entry.weight, lead.entry.origin)


def _sequence(spans: Sequence[Span]) -> tuple[str, ...]:
    """The terms of a word one after the other: of those that overlap, the longest."""
    terms: list[str] = []
    reached = 0
    for term, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if start >= reached:
            terms.append(term)
            reached = end
    return tuple(terms)


def _follow(terms: Sequence[str], spans: Sequence[Span], reached: int) -> int | None:
    """Where the last of ``terms`` ends when they follow each other in ``spans`` from ``reached`` on, else None."""
    for wanted in terms:
        near = next((end for term, start, end in spans if term == wanted and 0 <= start - reached <= GAP), None)
        if near is None:
            return None
        reached = near
    return reached
