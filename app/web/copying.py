"""An article as support agents send it: a link, plain text for a chat, Markdown with its source."""

from __future__ import annotations

import re
from typing import TypedDict

from app.content.markdown import to_text
from app.models import Article
from app.web import links

_LOCAL_LINK = re.compile(r"(\]\()(/[^)\s]*)")
_BRACKETS = re.compile(r"([\\\[\]])")


class Copies(TypedDict):
    """What the copy buttons put on the clipboard, and the title by which the page says so."""

    title: str
    link: str
    text: str
    markdown: str


def copies_of(article: Article) -> Copies:
    """All forms of ``article``'s answer. Links in the Markdown are absolute, as they will be read elsewhere."""
    address = links.absolute(links.article_path(article.id, article.slug))
    body = _LOCAL_LINK.sub(lambda found: found[1] + links.absolute(found[2]), article.body.strip())
    title = _BRACKETS.sub(r"\\\1", article.title)
    return {
        "title": article.title,
        "link": address,
        "text": to_text(article.body),
        "markdown": f"**{title}**\n\n{body}\n\n[{title}]({address})",
    }
