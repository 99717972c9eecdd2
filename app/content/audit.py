"""Faults in the articles themselves: links that lead nowhere, empty categories, articles that repeat each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.content.articles import ArticleStore
from app.content.duplicates import near_duplicates, shared_questions
from app.content.findings import Finding
from app.content.links import leads_somewhere, linked_articles
from app.content.numbers import shared_numbers
from app.models import CATEGORY_SEPARATOR, Article, Category, lineage

_SHOWN = 10


def audit(store: ArticleStore) -> Iterator[Finding]:
    """Findings on every published article; at least one a subject."""
    articles = list(store.published())
    if not articles:
        yield Finding("warning", "문서", "공개된 문서가 하나도 없어요.", "barodap import faq_data")
        return
    yield Finding("ok", "문서", f"공개된 문서가 {len(articles):,}건 있어요.")
    yield _finding(
        "문서 사이의 링크",
        "가리키는 문서가 없는 링크",
        list(dead_links(articles)),
        "링크의 id를 고치거나 그 문서를 공개하세요.",
    )
    yield _finding(
        "분류",
        "문서가 없는 분류",
        [CATEGORY_SEPARATOR.join(category.names) for category in empty_categories(store.categories(), articles)],
        "문서를 쓰거나 categories.yaml에서 빼고 다시 가져오세요.",
    )
    yield _finding(
        "비슷한 문서",
        "내용이 거의 같은 문서",
        [f"{pair.first} / {pair.second} ({pair.similarity:.0%})" for pair in near_duplicates(articles)],
        "하나로 합치거나, 같은 질문의 플랫폼별 문서라면 같은 variant_group을 주세요.",
    )
    yield _finding(
        "겹치는 질문",
        "여러 문서에 있는 질문",
        [f"{shared.question} ({', '.join(shared.ids)})" for shared in shared_questions(articles)],
        "그 질문에 답하는 문서 하나에만 남기세요.",
    )
    categories = (category.id for category in store.categories())
    for what, identifiers in (("문서", (article.id for article in articles)), ("분류", categories)):
        if shared := shared_numbers(identifiers):
            yield _finding(
                f"{what} 번호",
                f"젠데스크 형식의 검색에서 번호가 같은 {what}",
                [" / ".join(ids) for ids in shared],
                "둘 가운데 하나의 id를 바꾸세요.",
            )


def dead_links(articles: Sequence[Article]) -> Iterator[str]:
    """``id → target`` for each related article and each link in a body that is not among ``articles``."""
    ids = {article.id for article in articles}
    for article in articles:
        targets = [target for target in article.related if target not in ids]
        targets += [target for target in linked_articles(article.body) if not leads_somewhere(target, ids)]
        for target in dict.fromkeys(targets):
            yield f"{article.id} → {target}"


def empty_categories(categories: Sequence[Category], articles: Sequence[Article]) -> Iterator[Category]:
    """The categories with none of ``articles`` in or below them."""
    used = {ancestor for article in articles for ancestor in lineage(article.category_id)}
    return (category for category in categories if category.id not in used)


def _finding(subject: str, fault: str, cases: list[str], remedy: str) -> Finding:
    if not cases:
        return Finding("ok", subject, f"{fault}: 없음")
    rest = f" 외 {len(cases) - _SHOWN:,}건" if len(cases) > _SHOWN else ""
    return Finding("warning", subject, f"{fault} {len(cases):,}건: {', '.join(cases[:_SHOWN])}{rest}", remedy)
