"""The phrasebook: questions as articles put them, and how customers put the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.analysis.normalise import normalise
from app.errors import ContentError


@dataclass(frozen=True, slots=True)
class Phrase:
    """``question`` in the words of articles, ``wordings`` in those of customers, at least one."""

    question: str
    wordings: tuple[str, ...]


def read_phrasebook(folder: Path) -> tuple[Phrase, ...]:
    """The phrases of every ``.txt`` file in ``folder``, by name of file.

    A line at the margin is a question, the indented lines below it are its wordings. Raises ContentError, with file and
    line, for a wording without a question and for a question without wordings.
    """
    return tuple(phrase for path in sorted(folder.glob("*.txt")) for phrase in _read(path))


def _read(path: Path) -> Iterator[Phrase]:
    question, at, wordings = "", 0, list[str]()
    lines = [*path.read_text(encoding="utf-8").splitlines(), ""]
    for number, line in enumerate(lines, start=1):
        if line[:1].isspace() and line.strip():
            if not question:
                raise ContentError(f"{path}:{number}: 질문 없이 들여 쓴 줄이 있어요.", remedy="질문을 그 위에 쓰세요.")
            wordings.append(normalise(line.strip()))
            continue
        if not line.strip() and number < len(lines):
            continue
        if question:
            if not wordings:
                raise ContentError(f"{path}:{at}: 질문에 표현이 하나도 없어요.", remedy="아래에 들여 써 주세요.")
            yield Phrase(question, tuple(wordings))
        question, at, wordings = normalise(line.strip()), number, []
