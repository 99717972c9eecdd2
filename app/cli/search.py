"""``barodap search``"""

from __future__ import annotations

import json

import click

from app import logs
from app.config import load_settings
from app.models import SORTS, Query, SearchResult
from app.search.parser import MAX_QUERY


@click.command("search")
@click.argument("text")
@click.option("-n", "limit", default=10, show_default=True, type=click.IntRange(1, 100), help="보여 줄 결과 수예요.")
@click.option("-c", "--category", "categories", multiple=True, help="카테고리 id나 이름이에요. 여러 번 쓸 수 있어요.")
@click.option("--sort", default="relevance", show_default=True, type=click.Choice(SORTS))
@click.option("--json", "as_json", is_flag=True, help="JSON으로 출력해요.")
def command(text: str, limit: int, categories: tuple[str, ...], sort: str, as_json: bool) -> None:
    """TEXT로 도움말을 검색해요."""
    from app.analysis.text import clean
    from app.services import build_services

    settings = load_settings()
    logs.configure(settings.log_level)
    services = build_services(settings)
    query = Query(
        text=clean(text, MAX_QUERY, parameter="TEXT"),
        categories=categories,
        sort=sort,  # type: ignore[arg-type]
        per_page=limit,
    )
    result = services.search.search(query)
    click.echo(_json(result) if as_json else _text(result))


def _text(result: SearchResult) -> str:
    if not result.hits:
        return "찾으시는 내용과 맞는 도움말이 없어요. 다른 말로 검색해 보세요."
    lines = [f"{result.total}건 · {result.took_ms:.1f}ms"]
    for number, hit in enumerate(result.hits, start=1):
        breadcrumb = "".join(f"[{name}]" for name in hit.article.category_names)
        lines += ["", f"{number}. {hit.article.title}  ({hit.score:.3f})", f"   {breadcrumb} {hit.article.path}"]
        lines.append(f"   {hit.snippet_text}")
    return "\n".join(lines)


def _json(result: SearchResult) -> str:
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
    body = {
        "query": result.query.text,
        "total": result.total,
        "floor": result.floor,
        "hits": hits,
        "took_ms": result.took_ms,
    }
    return json.dumps(body, ensure_ascii=False, indent=2)
