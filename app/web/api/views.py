"""What each endpoint asks of the services."""

from __future__ import annotations

from werkzeug.exceptions import MethodNotAllowed

from app.errors import NotFoundError
from app.models import Article, Query
from app.search import facets
from app.services import Services
from app.web import clicks, limits
from app.web.api.endpoint import Endpoint
from app.web.api.explanation import ExplainedSearchOut, explanation_out
from app.web.api.parameters import (
    MAX_PER_PAGE,
    ArticlesParameters,
    EventBody,
    FeedbackBody,
    SearchParameters,
    SuggestParameters,
)
from app.web.api.schemas import ArticleOut, ArticlesOut, CategoriesOut, EventOut, FeedbackOut, RelatedOut, SuggestOut
from app.web.api.serialise import article_out, articles_out, categories_out, related_out, search_out, suggest_out
from app.web.clicks import was_shown
from app.web.related import related
from app.web.visitors import visitor


def search(services: Services, parameters: SearchParameters) -> ExplainedSearchOut:
    result = services.search.search(parameters.query())
    explanation = explanation_out(services.search.explain(result)) if parameters.explain else None
    return ExplainedSearchOut(**dict(search_out(result)), explanation=explanation)


def suggest(services: Services, parameters: SuggestParameters) -> SuggestOut:
    return suggest_out(parameters.q, services.search.suggest(parameters.q))


def list_articles(services: Services, parameters: ArticlesParameters) -> ArticlesOut:
    category = parameters.category
    if category is not None:
        tree = {node.id: node for node in services.articles.categories()}
        category = facets.resolve(category, tree).id
    page = services.articles.page(parameters.page, parameters.per_page, category)
    return articles_out(page.articles, total=page.total, page=parameters.page, per_page=parameters.per_page)


def get_article(services: Services, id: str) -> ArticleOut:
    found = services.articles.get(id)
    if found is None and id.endswith("/feedback"):
        # The server hears %2F and / alike: not an article's id, so the address of an article's feedback.
        raise MethodNotAllowed(["OPTIONS", "POST"])
    article = _present(found)
    variants = services.articles.variants(article.variant_group) if article.variant_group else []
    return article_out(article, variants, related(services, article))


def list_categories(services: Services) -> CategoriesOut:
    everything = services.search.search(Query(per_page=1))
    counts = {facet.category.id: facet.count for facet in everything.facets}
    return categories_out(list(services.search.categories().values()), counts, everything.total)


def send_feedback(services: Services, id: str, body: FeedbackBody) -> FeedbackOut:
    limits.spend()
    article = _present(services.articles.get(id))
    who = _visitor(body.visitor)
    services.articles.add_feedback(article.id, visitor=who, helpful=body.helpful, reason=body.reason)
    clicks.record_vote(services, article, who, helpful=body.helpful)
    article = _present(services.articles.get(id))
    return FeedbackOut(id=article.id, helpful=article.helpful, unhelpful=article.unhelpful)


def record_event(services: Services, body: EventBody) -> EventOut:
    limits.spend()
    article = _present(services.articles.get(body.article_id))
    shown = was_shown(services, article, Query(body.query, per_page=MAX_PER_PAGE))
    recorded = (
        shown
        and (body.visitor is not None or clicks.may_follow())
        and services.events.opened(article.id, body.query, visitor=_visitor(body.visitor), kind=body.kind)
    )
    return EventOut(recorded=recorded)


def get_related(services: Services, id: str) -> RelatedOut:
    article = _present(services.articles.get(id))
    return related_out(article.id, services.search.related(article))


def _visitor(named: str | None) -> str:
    # The prefix keeps what a client names itself apart from the ids in cookies.
    return visitor() if named is None else f"api:{named}"


def _present(article: Article | None) -> Article:
    if article is None:
        raise NotFoundError("이 id의 도움말이 없어요.")
    return article


ENDPOINTS = (
    Endpoint(
        "GET",
        "/search",
        search,
        ExplainedSearchOut,
        "검색",
        "질문과 가장 가까운 도움말을 찾아요. 관련이 너무 적으면 억지로 보여 주지 않고 `floor`에 까닭을 적어요. "
        "`q`를 비우면 조건에 맞는 도움말을 많이 본 순서로 훑어봐요.",
        parameters=SearchParameters,
        kept=True,
    ),
    Endpoint(
        "GET",
        "/suggest",
        suggest,
        SuggestOut,
        "입력 중 제안",
        "글자를 칠 때마다 부르면 이어질 검색어, 도움말, 카테고리를 모두 합쳐 여덟 개까지 알려 줘요. "
        "초성(`ㅅㄱㄱㅅㅅ`), 덜 쓴 글자(`세금계ㅅ`), 띄어쓰기 없는 글, 한/영 전환을 잊은 글도 알아들어요.",
        parameters=SuggestParameters,
        cache="private, max-age=60",
        kept=True,
    ),
    Endpoint(
        "GET",
        "/articles",
        list_articles,
        ArticlesOut,
        "도움말 목록",
        "공개된 도움말을 id 순서로 모두 나열해요.",
        parameters=ArticlesParameters,
    ),
    Endpoint(
        "GET",
        "/articles/{id}",
        get_article,
        ArticleOut,
        "도움말 하나",
        "본문을 마크다운, HTML, 텍스트로 함께 보내요.",
        errors=(404,),
    ),
    Endpoint(
        "GET",
        "/articles/{id}/related",
        get_related,
        RelatedOut,
        "함께 볼 도움말",
        "글쓴이가 고른 도움말, 다른 방문자가 이어서 본 도움말, 내용이 가까운 도움말 순서로 다섯 개까지 알려 줘요. "
        "그 도움말 자신과 다른 기기용 안내는 나오지 않아요.",
        errors=(404,),
    ),
    Endpoint(
        "POST",
        "/articles/{id}/feedback",
        send_feedback,
        FeedbackOut,
        "도움말 평가",
        "한 방문자는 도움말마다 한 표예요. 다시 보내면 앞선 평가를 바꿔요.",
        body=FeedbackBody,
        errors=(403, 404, 413, 415, 429),
    ),
    Endpoint(
        "POST",
        "/events",
        record_event,
        EventOut,
        "고른 답 알리기",
        "사람들이 어떤 질문 뒤에 어떤 도움말을 열었는지 알려 주면, 여러 사람이 같은 선택을 한 질문을 그 도움말의 "
        "질문으로 배워요.",
        body=EventBody,
        errors=(403, 404, 413, 415, 429),
    ),
    Endpoint(
        "GET",
        "/categories",
        list_categories,
        CategoriesOut,
        "카테고리",
        "카테고리 전체를 트리 구조로, 도움말 수와 함께 보내요.",
    ),
)
