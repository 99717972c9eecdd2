"""From the value objects to what the API answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from app.content.markdown import to_html, to_text
from app.models import Article, Category, Correction, Facet, Hit, Query, SearchResult
from app.search.suggest import Suggestion
from app.web import links
from app.web.api.schemas import (
    ArticleOut,
    ArticlesOut,
    ArticleSummary,
    BodyOut,
    CategoriesOut,
    CategoryOut,
    CorrectionOut,
    FacetOut,
    HitOut,
    RelatedOut,
    SearchOut,
    SuggestionOut,
    SuggestOut,
    VariantOut,
)


def search_out(result: SearchResult) -> SearchOut:
    """A page of results. The order is the service's."""
    query, site = result.query, links.site()
    return SearchOut(
        query=query.text,
        categories=query.categories,
        platform=query.platform,
        sort=query.sort,
        page=query.page,
        per_page=query.per_page,
        total=result.total,
        pages=result.pages,
        hits=tuple(_hit(hit, site) for hit in result.hits),
        facets=tuple(map(_facet, result.facets)),
        floor=result.floor,
        corrected=_correction(result.corrected) if result.corrected else None,
        suggestions=tuple(map(_correction, result.suggestions)),
        confidence=result.confidence,
        outcome=result.outcome,
        generation=result.generation,
        degraded=result.degraded,
        took_ms=result.took_ms,
    )


def suggest_out(text: str, suggestions: Iterable[Suggestion]) -> SuggestOut:
    site = links.site()
    return SuggestOut(query=text, suggestions=tuple(_suggestion(suggestion, site) for suggestion in suggestions))


def articles_out(articles: Iterable[Article], *, total: int, page: int, per_page: int) -> ArticlesOut:
    return ArticlesOut(
        total=total,
        page=page,
        per_page=per_page,
        pages=max(1, -(-total // per_page)),
        articles=tuple(map(summary, articles)),
    )


def summary(article: Article) -> ArticleSummary:
    return ArticleSummary(**_summary(article, links.site()))


def article_out(article: Article, variants: Iterable[Article], related: Iterable[Article] | None) -> ArticleOut:
    """``related`` is None when it could not be found out."""
    site = links.site()
    return ArticleOut(
        **_summary(article, site),
        body=BodyOut(markdown=article.body, html=to_html(article.body), text=to_text(article.body)),
        questions=article.questions,
        keywords=article.keywords,
        helpful=article.helpful,
        unhelpful=article.unhelpful,
        variants=tuple(
            VariantOut(id=other.id, platform=other.platform, url=links.article_address(site, other.id, other.slug))
            for other in variants
            if other.id != article.id
        ),
        related=tuple(map(summary, related or ())),
        degraded=("related",) if related is None else (),
    )


def related_out(article_id: str, articles: Iterable[Article]) -> RelatedOut:
    return RelatedOut(id=article_id, articles=tuple(map(summary, articles)))


def categories_out(tree: Sequence[Category], counts: Mapping[str, int], total: int) -> CategoriesOut:
    """``tree`` in display order; ``counts`` by category id, a missing one is 0."""
    children: dict[str | None, list[Category]] = {}
    for category in tree:
        children.setdefault(category.parent_id, []).append(category)

    def below(parent_id: str | None) -> tuple[CategoryOut, ...]:
        return tuple(
            CategoryOut(
                id=category.id,
                name=category.name,
                description=category.description,
                count=counts.get(category.id, 0),
                children=below(category.id),
            )
            for category in children.get(parent_id, ())
        )

    return CategoriesOut(total=total, categories=below(None))


def _summary(article: Article, site: str) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "url": links.article_address(site, article.id, article.slug),
        "category_id": article.category_id,
        "breadcrumb": article.category_names,
        "platform": article.platform,
        "revision": article.revision,
        "updated_at": article.updated_at,
        "views": article.views,
    }


def _hit(hit: Hit, site: str) -> HitOut:
    article = hit.article
    return HitOut(
        id=article.id,
        title=article.title,
        title_html=hit.title_html,
        url=links.article_address(site, article.id, article.slug),
        category_id=article.category_id,
        breadcrumb=article.category_names,
        snippet_html=hit.snippet_html,
        snippet_text=hit.snippet_text,
        score=hit.score,
        matched_by=cast(Any, hit.matched_by),
        platform=article.platform,
        updated_at=article.updated_at,
        views=article.views,
        variants=tuple(
            VariantOut(
                id=other.id,
                platform=other.platform,
                url=links.article_address(site, other.id, other.path.rpartition("/")[2]),
            )
            for other in hit.variants
        ),
    )


def _correction(correction: Correction) -> CorrectionOut:
    return CorrectionOut(text=correction.text, rung=correction.rung, trust=round(correction.trust, 4))


def _suggestion(suggestion: Suggestion, site: str) -> SuggestionOut:
    if suggestion.kind == "article":
        address = links.article_address(site, suggestion.id, suggestion.path.rpartition("/")[2])
    elif suggestion.kind == "category":
        address = links.search_address(site, Query(categories=(suggestion.id,)))
    else:
        address = links.search_address(site, Query(suggestion.text))
    return SuggestionOut(
        kind=suggestion.kind,
        text=suggestion.text,
        html=suggestion.html,
        id=suggestion.id,
        url=address,
        breadcrumb=suggestion.breadcrumb,
    )


def _facet(facet: Facet) -> FacetOut:
    category = facet.category
    return FacetOut(
        id=category.id,
        name=category.name,
        breadcrumb=category.names,
        parent_id=category.parent_id,
        count=facet.count,
        selected=facet.selected,
    )
