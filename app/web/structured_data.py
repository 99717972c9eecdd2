"""What search engines read in a page: schema.org vocabulary as JSON-LD."""

from __future__ import annotations

from app.content.markdown import to_html
from app.models import Article, lineage
from app.web import links


def article_data(article: Article, permalink: str) -> list[dict[str, object]]:
    """An article as an FAQPage of one question, and its place in the tree as a BreadcrumbList.

    Source: https://developers.google.com/search/docs/appearance/structured-data/faqpage
    """
    question = {
        "@type": "Question",
        "name": article.title,
        "acceptedAnswer": {"@type": "Answer", "text": to_html(article.body)},
    }
    crumbs = [
        {
            "@type": "ListItem",
            "position": position,
            "name": name,
            "item": links.absolute(links.category_path(category_id)),
        }
        for position, (category_id, name) in enumerate(
            zip(lineage(article.category_id), article.category_names, strict=False), start=1
        )
    ]
    return [
        {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "url": permalink,
            "inLanguage": "ko",
            "dateModified": article.updated_at.isoformat(),
            "mainEntity": [question],
        },
        {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": crumbs},
    ]
