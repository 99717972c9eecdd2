"""The addresses of OpenSearch's nodes as an operator writes them, and as they may be shown."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def nodes_of(addresses: str) -> tuple[str, ...]:
    """The addresses in a list with commas between, without closing slashes.

    Raises ValueError, in Korean, for one that is not ``http(s)://[name:password@]host[:port]``.
    """
    return tuple(_checked(part.strip()) for part in addresses.split(",") if part.strip())


def shown(addresses: str) -> str:
    """``addresses`` without names and passwords, fit for a message or a page."""
    return ", ".join(_bare(urlsplit(node)) for node in nodes_of(addresses))


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        plain = bool(parts.hostname) and parts.port != 0 and (parts.username is None) == (parts.password is None)
        plain = plain and not (parts.path.strip("/") or parts.query or parts.fragment)
    except ValueError:
        plain = False
    if not (plain and address.startswith(("http://", "https://")) and address.isprintable() and " " not in address):
        raise ValueError("https://이름:비밀번호@search.example:9200처럼 쓰고, 여럿이면 쉼표로 나누세요.")
    return address.rstrip("/")


def _bare(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
