"""Teach the word vectors of ``faq_data/phrasebook/vectors.npz`` anew: ``make vectors``.

What is taught: the rows of the general lexicon and the phrasebook. Texts are analysed with the default tokenizer and
without user words, whatever the environment says.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

# More threads add in another order. Numpy's BLAS reads this when it is first imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import click
import numpy as np
from numpy.typing import NDArray

from app import paths
from app.analysis.lexicon_file import read_lexicon
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.config import Settings
from app.runs import starts
from app.search.semantic.bags import PAIR, BagsBuilder, features
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.linalg import principal_directions, unit
from app.search.semantic.taught import DIMENSIONS, FILE, Taught, save
from app.search.semantic.training import BagEncoder, Hyperparameters, TrainingSet
from app.search.semantic.words import WordVectors, load_words
from scripts.phrasebook import read_phrasebook

LEXICON, PHRASEBOOK = paths.FAQ_DATA / "lexicon" / "general", paths.FAQ_DATA / "phrasebook"
HYPERPARAMETERS = Hyperparameters(epochs=6, batch_size=512, learning_rate=5e-3, projection_learning_rate=1e-3)

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
    """Names what is ``taught``; it changes with every letter of it."""
    return hashlib.sha256("\n".join(map(repr, taught)).encode()).hexdigest()[:16]


def default_analyzer() -> Analyzer:
    return Analyzer(load_tokenizer(Settings.model_fields["tokenizer"].default, None))


def teach(taught: Sequence[Group], analyzer: Analyzer, words: WordVectors) -> Taught:
    """About a minute. The same machine makes the same bytes of the same groups, with one BLAS thread."""
    names, data = _training_set(taught, analyzer)
    general = np.stack([_general(name, words) for name in names])
    held = np.bincount(data.texts.numbers, minlength=len(names))
    weights = _first_weights(held, len(data.texts))
    encoder = BagEncoder(np.zeros_like(general), weights, general, np.eye(general.shape[1], dtype=np.float32))
    encoder.learn(data, HYPERPARAMETERS)
    said = encoder.weighted() * np.sqrt(held)[:, None].astype(np.float32)
    directions = principal_directions(said, DIMENSIONS)
    return Taught(
        names,
        encoder.composed() @ directions,
        encoder.weights,
        encoder.projection @ directions,
        words.source,
        digest(taught),
    )


def _training_set(taught: Iterable[Group], analyzer: Analyzer) -> tuple[list[str], TrainingSet]:
    """The names of the features that are learnt, and the groups of which two texts hold any."""
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
    return names, TrainingSet(builder.bags(), starts(np.array(lengths)))


def _features(texts: Sequence[str], analyzer: Analyzer) -> list[str]:
    """Those of the texts together, without the pairs that would arise where two meet."""
    return list(dict.fromkeys(feature for text in texts for feature in features(analyzer.analyze(text))))


def _kept(bags: Iterable[Iterable[Iterable[str]]]) -> Iterator[str]:
    counts = Counter(name for group in bags for name in dict.fromkeys(name for text in group for name in text))
    return (name for name, count in counts.items() if count >= MIN_COUNT or not name.startswith(PAIR))


def _general(name: str, words: WordVectors) -> NDArray[np.float32]:
    found = words.find(name)
    return np.zeros(words.vectors.shape[1], np.float32) if found is None else unit(found)


def _first_weights(held: NDArray[np.integer], texts: int) -> NDArray[np.float32]:
    """By how few of the ``texts`` each feature is ``held``, 1 for one that none does: where the weights start."""
    return np.asarray(np.log1p(texts / (1 + held)) / log(1 + texts), np.float32)


def main() -> None:
    words = load_words()
    if isinstance(words, SemanticUnavailable):
        raise SystemExit(words.message)
    taught = list(groups())
    found = teach(taught, default_analyzer(), words)
    save(found, FILE)
    click.echo(f"{len(taught):,} groups, {len(found.features):,} features, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
