"""Article bodies: Markdown to safe HTML for pages, and to plain text for the index, snippets and copying."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.content.emphasis import emphasis

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_MARKDOWN.inline.ruler.at("emphasis", emphasis)
# Its rules are compiled, and its tables of addresses filled, by the first use, which several threads at once would see
# half done.
_MARKDOWN.render("[가](/가?a=%EA) ![가](/가) <https://가.example/%EA%B0%80>")

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_BLANK_LINES = re.compile(r"\n{3,}")


@lru_cache(maxsize=1024)
def to_html(body: str, origin: str = "") -> str:
    """``body`` as HTML without scripts, styles, event handlers or unknown schemes.

    The largest headings become ``h2``, whatever level they were written at: the page's title is its ``h1``. Addresses
    that start with ``/`` are put behind ``origin``, for readers who are elsewhere.
    """
    tokens = _MARKDOWN.parse(body)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    top = min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + 2, 6)}"
    for token in tokens:
        if style := token.attrs.pop("style", None):
            # A column's alignment; pages are sent with a policy that ignores inline styles.
            token.attrSet("align", str(style).removeprefix("text-align:"))
        for child in token.children or ():
            for name in ("href", "src"):
                address = str(child.attrs.get(name, ""))
                if origin and address.startswith("/") and not address.startswith("//"):
                    child.attrSet(name, origin + address)
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
    )


@lru_cache(maxsize=4096)
def to_text(body: str) -> str:
    """``body`` as plain text: one line a block, list items marked ``1.`` or ``•``, table cells split by `` | ``."""
    lines: list[str] = []
    markers: list[int | None] = []
    prefix = ""
    cells: list[str] | None = None
    for token in _MARKDOWN.parse(body):
        match token.type:
            case "ordered_list_open":
                markers.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                markers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                markers.pop()
                lines.append("")
            case "list_item_open":
                number = markers[-1]
                prefix = "  " * (len(markers) - 1) + ("• " if number is None else f"{number}. ")
                if number is not None:
                    markers[-1] = number + 1
            case "tr_open":
                cells = []
            case "tr_close" if cells is not None:
                lines.append(" | ".join(cells))
                cells = None
            case "table_close":
                lines.append("")
            case "inline" if cells is not None:
                cells.append(_inline_text(token))
            case "inline":
                lines.append(prefix + _inline_text(token))
                prefix = ""
                if not markers:
                    lines.append("")
            case "fence" | "code_block":
                lines += [token.content.rstrip("\n"), ""]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _inline_text(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n" if child.type == "hardbreak" else " ")
        else:
            parts.append(child.content)
    return "".join(parts).strip()
