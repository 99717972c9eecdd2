"""Origins as operators write them, in the form in which browsers send them (RFC 6454, section 6.2)."""

from __future__ import annotations

from urllib.parse import urlsplit

ANY = "*"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origins_of(value: str) -> tuple[str, ...]:
    """The origins that ``value`` lists with commas between; ``*`` stands for any page.

    Raises ValueError, in Korean, for what is no origin.
    """
    return tuple(dict.fromkeys(_origin(part) for part in map(str.strip, value.split(",")) if part))


def _origin(text: str) -> str:
    if text == ANY:
        return ANY
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError as error:  # a broken address, a port that is none, a host that no name can have
        raise ValueError(_fault(text)) from error
    extra = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _DEFAULT_PORTS or not host or extra or ANY in host:
        raise ValueError(_fault(text))
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + ("" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}")


def _fault(text: str) -> str:
    return f"'{text}'은(는) 출처가 아니에요. https://shop.example처럼 경로 없이, 여러 개면 쉼표로 나눠 쓰세요."
