"""Domain words that stay whole, in the same way whichever tokenizer is chosen.

A word list is read at start-up and laid over the tokenizer's own output, so nothing has to be compiled and no
tokenizer needs a user dictionary of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.analysis.base import Token, Tokenizer
from app.analysis.fingerprints import fingerprint
from app.analysis.normalise import fold, normalise
from app.analysis.particles import PARTICLES
from app.errors import ContentError

COLUMNS = ("word", "tag")
TAGS = ("NNG", "NNP")
MAX_LENGTH = 30

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class UserWord:
    """``spelling`` is folded, with a space between the words that a compound is made of; ``tag`` a Sejong noun tag."""

    spelling: str
    tag: str = "NNG"

    @property
    def whole(self) -> str:
        return self.spelling.replace(" ", "")


def read_user_words(path: Path) -> tuple[UserWord, ...]:
    """The words of a CSV file with the columns ``word,tag``; lines that start with ``#`` are comments.

    Raises ContentError that lists every bad row as ``file:line``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            f"사용자 단어 파일을 읽을 수 없어요: {path} ({error})", remedy="UTF-8 파일인지 확인하세요."
        ) from error
    words: dict[str, UserWord] = {}
    faults: list[str] = []
    rows = _rows(text)
    line, header = next(rows, (1, []))
    if tuple(header) != COLUMNS:
        faults.append(f"{path}:{line}: 첫 줄은 '{','.join(COLUMNS)}'이어야 해요.")
        rows = iter(())
    for line, row in rows:
        word, fault = _word_of(row)
        if word is None:
            faults.append(f"{path}:{line}: {fault}")
        elif word.whole in words:
            faults.append(f"{path}:{line}: '{word.whole}'은(는) 위에 이미 있어요.")
        else:
            words[word.whole] = word
    if faults:
        raise ContentError("사용자 단어 파일에 고칠 곳이 있어요.\n" + "\n".join(faults))
    return tuple(words.values())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in next(csv.reader([line]))]


def _word_of(row: Sequence[str]) -> tuple[UserWord | None, str]:
    """The word of ``row``, or None and what is wrong with it."""
    if len(row) != len(COLUMNS):
        return None, f"칸이 {len(COLUMNS)}개여야 하는데 {len(row)}개예요."
    spelling, tag = normalise(row[0]), row[1]
    whole = spelling.replace(" ", "")
    if "  " in spelling or not whole.isalnum():
        return None, f"'{row[0]}'에는 글자와 숫자, 그 사이의 빈칸 하나만 쓸 수 있어요."
    if not 2 <= len(whole) <= MAX_LENGTH:
        return None, f"'{row[0]}'은(는) 2자에서 {MAX_LENGTH}자 사이여야 해요."
    if tag not in TAGS:
        return None, f"품사 '{tag}'을(를) 알 수 없어요. 쓸 수 있는 값: {', '.join(TAGS)}"
    return UserWord(spelling, tag), ""


class _Match(NamedTuple):
    """A user word at ``[start, end)``; what lies in ``[before, start)`` and ``[end, after)`` is tokenized anew."""

    before: int
    start: int
    end: int
    after: int


class UserWordTokenizer:
    """A tokenizer in whose output every user word is one token.

    The longest user word wins. One inside a longer word that the dictionary knows stays part of it (``캐시`` in
    ``캐시미어``). Where one ends in the middle of a token, the rest of that stretch is tokenized anew.
    """

    def __init__(self, tokenizer: Tokenizer, words: Iterable[UserWord]) -> None:
        self._tokenizer = tokenizer
        self._words = {word.whole: word for word in words}
        longest_first = sorted(self._words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._parts: dict[str, tuple[Token, ...]] = {}

    @property
    def fingerprint(self) -> str:
        facts = sorted(f"{word.spelling},{word.tag}" for word in self._words.values())
        return f"{self._tokenizer.fingerprint}+{fingerprint('words', *facts)}"

    def tokenize(self, text: str) -> list[Token]:
        tokens = self._tokenizer.tokenize(text)
        matches = self._matches(text, tokens)
        if not matches:
            return tokens
        pieces: list[Token] = []
        for match in matches:
            pieces += self._tokenize_between(text, match.before, match.start)
            pieces.append(self._whole(text, match.start, match.end))
            pieces += self._tokenize_between(text, match.end, match.after)
        passed = 0
        for token in tokens:
            while passed < len(matches) and matches[passed].after <= token.start:
                passed += 1
            if passed == len(matches) or token.end <= matches[passed].before:
                pieces.append(token)
        return sorted(pieces, key=lambda piece: piece.start)

    def _matches(self, text: str, tokens: Sequence[Token]) -> list[_Match]:
        """The user words in ``text`` that no longer word of the dictionary holds, in order and apart."""
        matches: list[_Match] = []
        first = 0
        for found in self._pattern.finditer(fold(text)):
            start, end = found.span()
            while first < len(tokens) and tokens[first].end <= start:
                first += 1
            last = first
            while last < len(tokens) and tokens[last].start < end:
                last += 1
            covered = tokens[first:last]
            if any(_is_longer_word(token, start, end) for token in covered):
                continue
            before = min([start, *(token.start for token in covered)])
            after = max([end, *(token.end for token in covered)])
            if matches:
                matches[-1] = _to_word_end(text, matches[-1], start)
                before = max(before, matches[-1].after)
            matches.append(_Match(before, start, end, after))
        if matches:
            matches[-1] = _to_word_end(text, matches[-1], len(text))
        return matches

    def _tokenize_between(self, text: str, start: int, end: int) -> list[Token]:
        rest = text[start:end]
        if rest in PARTICLES:  # alone it would be taken for a noun
            return [Token(rest, rest, "J", start, end)]
        return [_moved(token, start) for token in self._tokenizer.tokenize(rest)]

    def _whole(self, text: str, start: int, end: int) -> Token:
        word = fold(text[start:end])
        if word not in self._parts:
            self._parts[word] = self._parts_of(self._words[word].spelling)
        parts = tuple(
            _moved(part, start)._replace(surface=text[start + part.start : start + part.end])
            for part in self._parts[word]
        )
        return Token(text[start:end], word, self._words[word].tag, start, end, parts=parts)

    def _parts_of(self, spelling: str) -> tuple[Token, ...]:
        """The tokens of the spaced spelling, at their places in the unspaced one; none for a simple word."""
        if " " not in spelling:
            return ()
        return tuple(
            _moved(token, -spelling.count(" ", 0, token.start)) for token in self._tokenizer.tokenize(spelling)
        )


def _is_longer_word(token: Token, start: int, end: int) -> bool:
    """Whether ``token`` is a known word that the user word at ``[start, end)`` lies in or cuts the end off.

    A known word that begins inside the user word has to give way: ``정도`` in ``카카오계정도``.
    """
    return token.known and (token.start < start or (token.start == start and token.end > end))


def _to_word_end(text: str, match: _Match, limit: int) -> _Match:
    """``match`` with a token that it cuts given up together with what follows it, up to a space or ``limit``."""
    if match.after == match.end:
        return match
    space = _SPACE.search(text, match.end, limit)
    return match._replace(after=space.start() if space else limit)


def _moved(token: Token, distance: int) -> Token:
    parts = tuple(_moved(part, distance) for part in token.parts)
    return token._replace(start=token.start + distance, end=token.end + distance, parts=parts)
