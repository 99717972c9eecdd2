"""What each endpoint asks of the services."""

from __future__ import annotations

from werkzeug.exceptions import MethodNotAllowed

from app.content.identifiers import fault_of_id
from app.errors import NotFoundError
from app.models import Article, Query
from app.search import facets
from app.services import Services
from app.web.api.endpoint import Endpoint
from app.web.api.explanation import ExplainedSearchOut, explanation_out
from app.web.api.parameters import ArticlesParameters, FeedbackBody, SearchParameters, SuggestParameters
from app.web.api.schemas import ArticleOut, ArticlesOut, CategoriesOut, FeedbackOut, SuggestOut
from app.web.api.serialise import article_out, articles_out, categories_out, search_out, suggest_out
from app.web.feedback import visitor
from app.web.related import related


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
    found = None if fault_of_id(id) else services.articles.get(id)
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
    article = _present(None if fault_of_id(id) else services.articles.get(id))
    # The prefix keeps what a client names itself apart from the ids in cookies.
    who = visitor() if body.visitor is None else f"api:{body.visitor}"
    services.articles.add_feedback(article.id, visitor=who, helpful=body.helpful, reason=body.reason)
    article = _present(services.articles.get(id))
    return FeedbackOut(id=article.id, helpful=article.helpful, unhelpful=article.unhelpful)


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
        "POST",
        "/articles/{id}/feedback",
        send_feedback,
        FeedbackOut,
        "도움말 평가",
        "한 방문자는 도움말마다 한 표예요. 다시 보내면 앞선 평가를 바꿔요.",
        body=FeedbackBody,
        errors=(403, 404, 413, 415),
    ),
    Endpoint(
        "GET",
        "/categories",
        list_categories,
        CategoriesOut,
        "카테고리",
        "카테고리 전체를 나무 모양으로, 도움말 수와 함께 보내요.",
    ),
)
