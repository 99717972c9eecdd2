"""Several processes analyse what is new, and what goes wrong in one is told as if it had gone wrong here."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.engine.base import FIELDS
from app.errors import MissingDependencyError, PublishError
from app.models import Article
from app.search.analysed import Analysis, Packed, Packer
from app.search.analysts import Analysts

_ARTICLE = Article("a", "", "", "c", ("c",), "s", date(2026, 1, 1))


def told(articles: Sequence[Article], packer: Packer) -> Packed:
    return packer.packed(Analysis(article.title, dict.fromkeys(FIELDS, ()), {}) for article in articles)


def broken(articles: Sequence[Article], packer: Packer) -> Packed:  # noqa: ARG001
    raise MissingDependencyError("사전이 없어요.", remedy="사전을 설치하세요.")


def killed(articles: Sequence[Article], packer: Packer) -> Packed:  # noqa: ARG001
    os._exit(9)


def rows(analyse: Callable[[Sequence[Article], Packer], Packed]) -> list[tuple[int, list[bytes]]]:
    given = [(number, [replace(_ARTICLE, title=str(number))]) for number in range(20)]
    with Analysts(analyse, 2) as analysts:
        return [(number, made.rows) for number, made in analysts.analysed(given)]


def test_articles_come_back_in_their_order() -> None:
    assert [(number, made[0].endswith(str(number).encode())) for number, made in rows(told)] == [
        (number, True) for number in range(20)
    ]


def test_an_error_is_the_one_that_was_raised_there() -> None:
    with pytest.raises(MissingDependencyError, match="사전이 없어요") as raised:
        rows(broken)
    assert raised.value.remedy == "사전을 설치하세요."


def test_a_process_that_is_lost_makes_publishing_fail() -> None:
    with pytest.raises(PublishError, match="갑자기 끝났어요"):
        rows(killed)


def test_an_analyser_is_made_anew_elsewhere() -> None:
    analyzer = Analyzer(load_tokenizer("mecab", None))
    again = pickle.loads(pickle.dumps(analyzer))
    assert again.fingerprint == analyzer.fingerprint
    assert again.analyze("환불은 어떻게 하나요?") == analyzer.analyze("환불은 어떻게 하나요?")
