"""Teach the word vectors of ``faq_data/phrasebook/vectors.npz`` anew: ``make vectors``.

What is taught: the rows of the general lexicon and the phrasebook. Texts are analysed with the default tokenizer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

import click
import numpy as np
from numpy.typing import NDArray

from app import paths
from app.analysis.lexicon_file import read_lexicon
from app.analysis.views import Analyzer
from app.config import load_settings
from app.search.semantic.bags import PAIR, BagsBuilder, features, starts
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.general import unit
from app.search.semantic.taught import DIMENSIONS, FILE, Taught, save
from app.search.semantic.training import Course, Lessons, Pupil
from app.search.semantic.words import WordVectors, load_words
from app.services import load_analyzer
from scripts.phrasebook import read_phrasebook

LEXICON, PHRASEBOOK = paths.FAQ_DATA / "lexicon" / "general", paths.FAQ_DATA / "phrasebook"
COURSE = Course(epochs=6, batch=512, rate=5e-3, projection_rate=1e-3)

MIN_COUNT = 2
"""Groups in which a character pair must occur to be learnt."""

Group = tuple[tuple[str, ...], ...]
"""Texts that say the same, each as the texts that it is joined of; the first is in the words of articles."""


def groups() -> Iterator[Group]:
    """What is taught, in the order of the files."""
    for entry in read_lexicon(LEXICON):
        by_targets: dict[tuple[str, ...], list[str]] = {}
        for word, targets in entry.leads():
            by_targets.setdefault(targets, []).append(word)
        yield from ((targets, *((word,) for word in words)) for targets, words in by_targets.items())
    for phrase in read_phrasebook(PHRASEBOOK):
        yield ((phrase.question,), *((wording,) for wording in phrase.wordings))


def digest(taught: Iterable[Group]) -> str:
    """Names the lessons; it changes with every letter of them."""
    return hashlib.sha256("\n".join(map(repr, taught)).encode()).hexdigest()[:16]


def teach(taught: Sequence[Group], analyzer: Analyzer, words: WordVectors) -> Taught:
    """About a minute."""
    bags = [[_features(text, analyzer) for text in group] for group in taught]
    bags = [kept for group in bags if len(kept := [found for found in group if found]) > 1]
    names = list(_kept(bags))
    numbers = {name: number for number, name in enumerate(names)}
    builder = BagsBuilder()
    lengths = []
    for group in bags:
        known = [found for text in group if (found := [numbers[name] for name in text if name in numbers])]
        if len(known) > 1:
            lengths.append(len(known))
            for text in known:
                builder.add(text)
    lessons = Lessons(builder.bags(), starts(np.array(lengths)))
    general = np.stack([_general(name, words) for name in names])
    projection = np.eye(general.shape[1], dtype=np.float32)
    pupil = Pupil(np.zeros_like(general), _weights(lessons, len(names)), general, projection)
    pupil.learn(lessons, COURSE)
    directions = _principal(pupil, lessons)
    return Taught(
        names,
        np.asarray((general @ projection + pupil.vectors) @ directions, np.float32),
        pupil.weights,
        projection @ directions,
        words.source,
        digest(taught),
    )


def _features(texts: Sequence[str], analyzer: Analyzer) -> list[str]:
    """Those of the texts together, without the pairs that would arise where two meet."""
    return list(dict.fromkeys(feature for text in texts for feature in features(analyzer.analyze(text))))


def _kept(bags: Iterable[Iterable[Iterable[str]]]) -> Iterator[str]:
    counts = Counter(name for group in bags for name in dict.fromkeys(name for text in group for name in text))
    return (name for name, count in counts.items() if count >= MIN_COUNT or not name.startswith(PAIR))


def _general(name: str, words: WordVectors) -> NDArray[np.float32]:
    found = words.find(name)
    return np.zeros(words.vectors.shape[1], np.float32) if found is None else unit(found)


def _weights(lessons: Lessons, count: int) -> NDArray[np.float32]:
    """By how few of the texts hold a feature, 1 for one that none does: where the weights start."""
    texts = len(lessons.texts)
    held = np.bincount(lessons.texts.numbers, minlength=count)
    return np.asarray(np.log1p(texts / (1 + held)) / log(1 + texts), np.float32)


def _principal(pupil: Pupil, lessons: Lessons) -> NDArray[np.float32]:
    """The DIMENSIONS directions that hold most of what the features say, as columns."""
    held = np.bincount(lessons.texts.numbers, minlength=len(pupil.weights))
    weighted = pupil.weighted() * np.sqrt(held)[:, None].astype(np.float32)
    _, found = np.linalg.eigh((weighted.T @ weighted).astype(np.float64))
    return np.ascontiguousarray(found[:, ::-1][:, :DIMENSIONS], np.float32)


def main() -> None:
    words = load_words()
    if isinstance(words, SemanticUnavailable):
        raise SystemExit(words.message)
    taught = list(groups())
    found = teach(taught, load_analyzer(load_settings()), words)
    save(found, FILE)
    click.echo(f"{len(taught):,} groups, {len(found.features):,} features, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
