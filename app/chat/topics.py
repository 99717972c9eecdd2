"""Topics that operators keep for people: what a customer says of them is handed over, not answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, ValidationError

from app.analysis.lexicon import Lexicon
from app.analysis.lexicon_file import Entry
from app.analysis.normalise import normalise
from app.analysis.views import Analyzer
from app.content import yaml
from app.content.text import clean_line
from app.errors import ContentError
from app.validation import explain

FILE_NAME = "handover.yaml"

_SUFFIX = "XSN"
"""Tag of what makes another noun of one, though no term holds it: 법적 is not 법."""


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _phrase(value: object) -> object:
    return normalise(clean_line(value)) if isinstance(value, str) else value


def _text(value: object) -> object:
    return value.strip() if isinstance(value, str) else "" if value is None else value


_Phrase = Annotated[str, Field(min_length=1), BeforeValidator(_phrase)]


class Topic(BaseModel):
    """``message`` is what the customer is told; empty for the usual words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1), BeforeValidator(_line)]
    phrases: tuple[_Phrase, ...] = Field(min_length=1)
    message: Annotated[str, BeforeValidator(_text)] = ""


class _File(RootModel[list[Topic]]):
    pass


def read_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of ``path`` in their order; none when there is no such file.

    Raises ContentError that lists every fault with its line: an unknown, missing or empty field, a name or a phrase
    that comes twice, a phrase without letters.
    """
    try:
        document = yaml.parse(path.read_text(encoding="utf-8-sig"))
        topics = _File.model_validate(document.value or []).root
        faults = list(_faults(topics, document))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            f"상담원 주제 파일을 읽을 수 없어요: {path} ({error})", remedy="UTF-8로 저장된 파일인지 확인하세요."
        ) from error
    except yaml.YamlError as error:
        topics, faults = [], [(error.line, error.message)]
    except ValidationError as error:
        topics, faults = [], [(document.line(fault["loc"]), explain(fault)) for fault in error.errors()]
    if faults:
        listing = "\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults))
        raise ContentError(f"상담원 주제 파일에 고칠 곳이 있어요.\n{listing}", remedy="위의 줄을 고치세요.")
    return tuple(topics)


def _faults(topics: Sequence[Topic], document: yaml.Document) -> Iterator[tuple[int, str]]:
    names: set[str] = set()
    phrases: set[str] = set()
    for index, topic in enumerate(topics):
        if topic.name in names:
            yield document.line((index, "name")), f"주제 '{topic.name}'이(가) 두 번 나와요."
        names.add(topic.name)
        for place, phrase in enumerate(topic.phrases):
            line = document.line((index, "phrases", place))
            if not any(map(str.isalnum, phrase)):
                yield line, f"문구 '{phrase}'에 글자가 없어요."
            if phrase in phrases:
                yield line, f"문구 '{phrase}'이(가) 두 번 나와요."
            phrases.add(phrase)


class Topics:
    """Finds the topic that a customer speaks of. Safe to share between threads.

    A phrase is found like a word of the lexicon: all its terms in their order and near each other, whatever particles
    and endings they carry, so that ``개인정보 유출`` is found in ``개인정보가 유출된 것 같아요`` and not where one of
    the two is said alone.
    """

    def __init__(self, topics: Sequence[Topic], analyzer: Analyzer) -> None:
        self._topics = tuple(topics)
        self._analyzer = analyzer
        self._lexicon = Lexicon.of(map(_entry, self._topics), analyzer)
        self._suffixes = {phrase: self._suffixes_of(phrase) for topic in topics for phrase in topic.phrases}

    def __len__(self) -> int:
        return len(self._topics)

    def find(self, text: str) -> Topic | None:
        """The topic of ``text``, of several the one that the file names first; None for none."""
        text = normalise(text)
        found = {
            match.origin
            for match in self._lexicon.expansions(text)
            if self._suffixes[match.word] <= self._suffixes_of(text[match.start : match.end])
        }
        return next((topic for topic in self._topics if topic.name in found), None)

    def _suffixes_of(self, text: str) -> frozenset[str]:
        return frozenset(token.lemma for token in self._analyzer.tokens(text) if token.tag.startswith(_SUFFIX))


def _entry(topic: Topic) -> Entry:
    return Entry(topic.phrases, (topic.name,), 1.0, "to", "", "", "", topic.name)
