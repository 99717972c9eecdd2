"""``barodap search``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from app import logs
from app.cli import explanation
from app.config import load_settings
from app.models import SORTS, Query, SearchResult
from app.search.parser import MAX_QUERY
from app.wording import with_ro

if TYPE_CHECKING:  # the search is loaded when the command runs
    from app.search.explain import Explanation


@click.command("search")
@click.argument("text")
@click.option("-n", "limit", default=10, show_default=True, type=click.IntRange(1, 100), help="보여 줄 결과 수예요.")
@click.option("-c", "--category", "categories", multiple=True, help="카테고리 id나 이름이에요. 여러 번 쓸 수 있어요.")
@click.option("--sort", default="relevance", show_default=True, type=click.Choice(SORTS))
@click.option("--verbatim", is_flag=True, help="오타나 한/영 전환 실수를 고치지 않고 입력한 그대로 찾아요.")
@click.option("--explain", "explained", is_flag=True, help="점수와 순서, 판단의 까닭을 함께 보여 줘요.")
@click.option("--json", "as_json", is_flag=True, help="JSON으로 출력해요.")
def command(
    text: str, limit: int, categories: tuple[str, ...], sort: str, verbatim: bool, explained: bool, as_json: bool
) -> None:
    """TEXT로 도움말을 검색해요."""
    from app.analysis.text import clean
    from app.services import build_services

    settings = load_settings()
    logs.configure(settings.log_level)
    services = build_services(settings, serving=True)
    query = Query(
        text=clean(text, MAX_QUERY, parameter="TEXT"),
        categories=categories,
        sort=sort,  # type: ignore[arg-type]
        per_page=limit,
        verbatim=verbatim,
    )
    result = services.search.search(query)
    why = services.search.explain(result) if explained else None
    click.echo(_json(result, why) if as_json else _text(result, why))


def _text(result: SearchResult, why: Explanation | None) -> str:
    lines = _reading(result)
    general = explanation.general(why) if why else []
    if not result.hits:
        return "\n".join(("찾으시는 내용과 맞는 도움말이 없어요. 다른 말로 검색해 보세요.", *lines, *general))
    details = {each.id: explanation.of_hit(each) for each in why.hits} if why else {}
    lines.append(f"{result.total}건 · {result.took_ms:.1f}ms")
    lines += general
    for number, hit in enumerate(result.hits, start=1):
        breadcrumb = "".join(f"[{name}]" for name in hit.article.category_names)
        lines += ["", f"{number}. {hit.article.title}  ({hit.score:.3f})", f"   {breadcrumb} {hit.article.path}"]
        lines += [f"   {hit.snippet_text}", *details.get(hit.article.id, ())]
    return "\n".join(lines)


def _reading(result: SearchResult) -> list[str]:
    """What was searched for instead of what was typed, what else may have been meant, and how sure the results are."""
    lines = []
    if result.corrected:
        text = result.corrected.text
        lines.append(f"‘{text}’{with_ro(text)} 검색했어요. 원래 검색어로 보려면 --verbatim을 붙이세요.")
    if result.suggestions:
        lines.append(f"혹시 이 말을 찾으셨나요? {', '.join(each.text for each in result.suggestions)}")
    if result.outcome == "clarify" and result.hits:
        lines.append("딱 맞는 답인지 확실하지 않아요. 비슷한 도움말을 모았어요.")
    return lines


def _json(result: SearchResult, why: Explanation | None) -> str:
    hits = [
        {
            "id": hit.article.id,
            "title": hit.article.title,
            "path": hit.article.path,
            "breadcrumb": list(hit.article.category_names),
            "score": hit.score,
            "matched_by": list(hit.matched_by),
            "snippet": hit.snippet_text,
        }
        for hit in result.hits
    ]
    body: dict[str, Any] = {
        "query": result.query.text,
        "total": result.total,
        "floor": result.floor,
        "corrected": asdict(result.corrected) if result.corrected else None,
        "suggestions": [asdict(each) for each in result.suggestions],
        "confidence": result.confidence,
        "outcome": result.outcome,
        "hits": hits,
        "took_ms": result.took_ms,
    }
    if why:
        body["explanation"] = asdict(why)
    return json.dumps(body, ensure_ascii=False, indent=2)
