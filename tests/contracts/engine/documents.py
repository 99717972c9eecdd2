"""What contracts index and ask, and what the book says of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from math import log

from app.engine.base import (
    FIELDS,
    GROUPS,
    VIEWS,
    Candidates,
    EngineDocument,
    EngineQuery,
    Field,
    Reader,
    View,
)
from app.models import Article, Platform, lineage

TITLE, QUESTIONS, BODY = (Field("morph", group) for group in GROUPS)

HOSTILE_TERMS = (
    *(
        "AND",
        "OR",
        "NOT",
        "and",
        "*",
        "환불*",
        "?",
        "~",
        "[가 TO 힣]",
        "title:환불",
        '"환불"',
        "'",
        "\\",
        "(",
        ")" * 200,
    ),
    *("환불", " 환불", "환불 ", "환 불", "환\u00a0불", "환\t불", "환\n불", "환\u200b불", "환\u3000불"),
    *(
        "\x00",
        "환\x00불",
        "환\x00",
        "\x00환",
        "\U0001f600",
        "👩\u200d👩\u200d👧",
        "\ufeff",
        "\uffff",
        "\ud800",
        "각",
        "\u1100\u1161\u11a8",
    ),
    *(
        "ａ",
        "a",
        "A",
        "ı",
        "ß",
        "ss",
        "가" * 5_000,
        "가" * 5_000 + "나",
        "",
        " ",
        "  ",
        "%",
        "_",
        "' OR 1=1 --",
        "<mark>",
    ),
)


def document(
    id_: str,
    *,
    title: Iterable[str] = (),
    questions: Iterable[Iterable[str]] = (),
    body: Iterable[str] = (),
    category: str = "pay/refund/how",
    platform: Platform = "all",
) -> EngineDocument:
    """A document with morph terms only; ``dataclasses.replace`` gives what else a test needs."""
    article = Article(
        id=id_,
        title=f"{id_} 제목",
        body="본문",
        category_id=category,
        category_names=tuple(category.split("/")),
        slug="slug",
        updated_at=date(2026, 3, 1),
        platform=platform,
    )
    passages = {TITLE: (tuple(title),), QUESTIONS: tuple(map(tuple, questions)), BODY: (tuple(body),)}
    return EngineDocument(article, {field: texts for field, texts in passages.items() if any(texts)}, lineage(category))


def morph(*terms: str, **rest: object) -> EngineQuery:
    return replace(EngineQuery({"morph": dict.fromkeys(terms, 1.0)}), **rest)  # type: ignore[arg-type]


def ids(candidates: Candidates) -> set[str]:
    found = candidates.ids_of()
    assert len(found) == len(set(found)), "a document came twice"
    return set(found)


def row(candidates: Candidates, id_: str) -> int:
    return int(candidates.ids_of().index(id_))


def random_documents(count: int, seed: int = 7) -> list[EngineDocument]:
    """Documents in all views and groups over a small vocabulary, so that terms repeat within and across documents."""
    chance = random.Random(seed)
    vocabulary = [f"말{number}" for number in range(60)]
    weights = [1 / (rank + 1) for rank in range(60)]
    platforms: tuple[Platform, ...] = ("all", "pc", "android", "ios")
    documents = []
    for number in range(count):
        passages = {
            field: tuple(
                tuple(chance.choices(vocabulary, weights, k=chance.choice((0, 1, 3, 12, 40, 300))))
                for _ in range(chance.randrange(4) if field.group == "questions" else 1)
            )
            for field in FIELDS
        }
        category = f"c{chance.randrange(3)}/s{chance.randrange(3)}/t{chance.randrange(4)}"
        plain = document(f"문서-{number:03}", category=category, platform=chance.choice(platforms))
        documents.append(replace(plain, passages=passages))
    return documents


def random_query(chance: random.Random) -> EngineQuery:
    terms = {
        view: {f"말{chance.randrange(70)}": chance.choice((0.25, 0.5, 1.0, 2.0)) for _ in range(chance.randrange(8))}
        for view in VIEWS
    }
    categories: tuple[str, ...] = chance.choice(((), ("c1",), ("c0/s1", "c2", "없음")))
    platforms: tuple[Platform, ...] = chance.choice(((), ("all", "ios"), ("pc",)))
    return EngineQuery(terms, frozenset(categories), frozenset(platforms))


def expected_score(documents: list[EngineDocument], number: int, field: Field, weights: dict[str, float]) -> float:
    """BM25 by the book, from the raw documents: k1 1.2, b 0.75, idf from the view's largest document frequency."""
    texts = [text for each in documents for text in each.passages.get(field, ()) if text]
    average = sum(map(len, texts)) / max(len(texts), 1)
    best = 0.0
    for text in documents[number].passages.get(field, ()):
        total = 0.0
        for term, weight in weights.items():
            frequency = list(text).count(term)
            if frequency:
                norm = 1.2 * (1 - 0.75 + 0.75 * len(text) / average)
                total += weight * expected_idf(documents, field.view, term) * frequency * 2.2 / (frequency + norm)
        best = max(best, total)
    return best


def expected_idf(documents: list[EngineDocument], view: View, term: str) -> float:
    counts = [sum(term in each.terms(Field(view, group)) for each in documents) for group in GROUPS]
    return log(1 + (len(documents) - max(counts) + 0.5) / (max(counts) + 0.5))


def damage(whole: bytes, harm: str) -> bytes | None:
    if harm == "delete":
        return None
    middle = len(whole) // 2
    return {
        "empty": b"",
        "halve": whole[:middle],
        "extend": whole + b"\x00",
        "flip": whole[:middle] + bytes(byte ^ 0x10 for byte in whole[middle : middle + 1]) + whole[middle + 1 :],
        "garbage": b"\x80" * len(whole),
    }[harm]


def holders(term: str, held: dict[str, list[str]]) -> int:
    return sum(term in words for words in held.values())


def passes(each: EngineDocument, query: EngineQuery) -> bool:
    asked = {view: set(terms) for view, terms in query.terms.items()}
    return (
        (not any(asked.values()) or any(held_terms(each, view) & terms for view, terms in asked.items()))
        and (not query.categories or bool(query.categories & set(each.categories)))
        and (not query.platforms or each.article.platform in query.platforms)
    )


def held_terms(each: EngineDocument, view: View) -> set[str]:
    return {term for group in GROUPS for term in each.terms(Field(view, group))}


def snapshot(reader: Reader, query: EngineQuery, names: list[str]) -> object:
    """Everything a reader says to a query, in a form that ``==`` compares exactly."""
    found = reader.retrieve(query)
    categories = [found.columns.categories[place] for place in found.columns.category[found.rows].tolist()]
    columns = (*found.matches[0].scores.values(), *found.matches[0].coverage.values())
    updated = found.columns.updated_at[found.rows]
    numbers = (column.tolist() for column in (*columns, updated))
    rows = sorted(zip(found.ids_of(), categories, *numbers, strict=True))
    frequencies = [reader.document_frequency(view, term) for view in VIEWS for term in ("말1", "말5", "말69")]
    return rows, dict(found.matches[0].mass), frequencies, reader.get(names)
