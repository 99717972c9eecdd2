"""An article as support agents send it: a link, plain text for a chat, Markdown with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from app.content.markdown import to_text
from app.models import Article
from app.web import links

_LOCAL_LINK = re.compile(r"(\]\()(/[^)\s]*)")
_BRACKETS = re.compile(r"([\\\[\]])")


LONG = 8 * 1024
"""Bytes of a body from which lists leave its texts to the article's own page."""


class Heading(TypedDict):
    """An article's link for the clipboard, and the title by which the page says so."""

    title: str
    link: str


class Copies(Heading):
    """All that the copy buttons put on the clipboard."""

    text: str
    markdown: str


def copies_of(article: Article) -> Copies:
    """All forms of ``article``'s answer. Links in the Markdown are absolute, as they will be read elsewhere."""
    address = _link(article)
    body = _LOCAL_LINK.sub(lambda found: found[1] + links.absolute(found[2]), article.body.strip())
    title = _BRACKETS.sub(r"\\\1", article.title)
    return {
        "title": article.title,
        "link": address,
        "text": to_text(article.body),
        "markdown": f"**{title}**\n\n{body}\n\n[{title}]({address})",
    }


def listed_copies(articles: Iterable[Article]) -> list[Heading]:
    """What a list carries for its copy buttons: the texts of short articles only, as pages are to stay small."""
    copies: list[Heading] = []
    for article in articles:
        if len(article.body.encode()) < LONG:
            copies.append(copies_of(article))
        else:
            copies.append({"title": article.title, "link": _link(article)})
    return copies


def _link(article: Article) -> str:
    return links.absolute(links.article_path(article.id, article.slug))
