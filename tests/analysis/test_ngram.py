from __future__ import annotations

from app.analysis.ngram import NgramTokenizer
from tests.contracts.tokenizer import TokenizerContract


class TestNgram(TokenizerContract):
    name = "ngram"


def test_word_without_its_particle_and_the_bigrams_inside_it() -> None:
    stem, particle = NgramTokenizer().tokenize("메시지에서는")
    assert (stem.surface, stem.tag, stem.known, particle.surface, particle.tag) == (
        "메시지",
        "NA",
        False,
        "에서는",
        "J",
    )
    assert [(part.lemma, part.start) for part in stem.parts] == [("메시", 0), ("시지", 1)]


def test_short_words_keep_what_looks_like_a_particle() -> None:
    assert [t.surface for t in NgramTokenizer().tokenize("회의 나이")] == ["회의", "나이"]
