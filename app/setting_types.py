"""What the values of settings may be. Errors are in Korean, for the operator who reads them at the start."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import AfterValidator, BeforeValidator

from app import registry
from app.chat import hours
from app.engine.opensearch.addresses import nodes_of
from app.web.origins import origins_of

NO_SECRET, MIN_SECRET = "none", 16
"""The value of a channel's secret that says that there is none, and the characters that any secret has at least."""

_DATABASE = re.compile(r"(?:/[0-9]{0,5})?")
_PRINTABLE = re.compile(r"[!-~]+")
_PREFIX = re.compile(r"[a-z][a-z0-9-]{0,59}")
_SECRET = re.compile(rf"[!-~]{{{MIN_SECRET},}}")


def known(value: str, names: Iterable[str]) -> str:
    """``value`` if it is one of ``names``. Raises ValueError naming them."""
    if value not in names:
        raise ValueError(f"쓸 수 없는 값이에요. 쓸 수 있는 값: {', '.join(names)}")
    return value


def _web_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("http:// 또는 https://로 시작해야 해요.")
    return value


def _without_slash(value: str) -> str:
    return value.rstrip("/")


def _of_a_server(value: str) -> str:
    try:
        parts = urlsplit(value)
        plain = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        plain = False
    if value and not (plain and _PRINTABLE.fullmatch(value)):
        raise ValueError("https://chat.example처럼 서버의 주소를 쓰세요.")
    return value


def _of_redis(value: str) -> str:
    try:
        parts = urlsplit(value)
        plain = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0 and not parts.fragment
        plain = plain and _DATABASE.fullmatch(parts.path) is not None
        plain = plain and all(name.startswith("ssl_") for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        plain = False
    if value and not (plain and _PRINTABLE.fullmatch(value)):
        raise ValueError("redis://호스트:6379/0 또는 rediss://이름:비밀번호@호스트:6379/0처럼 쓰세요.")
    return value


def without_password(address: str) -> str:
    """An address as it may be shown."""
    parts = urlsplit(address)
    who, at, host = parts.netloc.rpartition("@")
    name, colon, _ = who.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}{colon}{'***' if colon else ''}{at}{host}"))


def _for_a_header(value: str) -> str:
    if value and not _PRINTABLE.fullmatch(value):
        raise ValueError("공백 없는 영문, 숫자, 기호만 쓸 수 있어요.")
    return value


def _hard_to_guess(value: str) -> str:
    if value and not _SECRET.fullmatch(value):
        raise ValueError(f"공백 없는 영문, 숫자, 기호로 {MIN_SECRET}자 이상이어야 해요.")
    return value


def _hard_to_guess_or_none(value: str) -> str:
    if value and value != NO_SECRET and not _SECRET.fullmatch(value):
        raise ValueError(f"공백 없는 영문, 숫자, 기호 {MIN_SECRET}자 이상이거나 {NO_SECRET}이어야 해요.")
    return value


def _search_servers(value: str) -> str:
    return ",".join(nodes_of(value))


def _index_prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value):
        raise ValueError("영문 소문자로 시작하고 영문 소문자, 숫자, -만 쓸 수 있어요.")
    return value


def _week(value: str) -> str:
    hours.week_of(value)
    return value.strip()


def _dates(value: str) -> str:
    hours.dates_of(value)
    return value.strip()


EngineName = Annotated[str, AfterValidator(lambda value: known(value, registry.ENGINES))]
TokenizerName = Annotated[str, AfterValidator(lambda value: known(value, registry.TOKENIZERS))]
WebAddress = Annotated[str, AfterValidator(_web_address)]
SiteAddress = Annotated[WebAddress, AfterValidator(_without_slash)]
ServerAddress = Annotated[SiteAddress, AfterValidator(_of_a_server)]
RedisAddress = Annotated[str, AfterValidator(_of_redis)]
Origins = Annotated[str, AfterValidator(lambda value: ", ".join(origins_of(value)))]
SearchServers = Annotated[str, AfterValidator(_search_servers)]
IndexPrefix = Annotated[str, AfterValidator(_index_prefix)]
Token = Annotated[str, AfterValidator(_for_a_header)]
Secret = Annotated[str, AfterValidator(_hard_to_guess)]
ChannelSecret = Annotated[str, AfterValidator(_hard_to_guess_or_none)]
Hours = Annotated[str, AfterValidator(_week)]
Country = Annotated[str, BeforeValidator(lambda value: hours.country_of(str(value)))]
Dates = Annotated[str, AfterValidator(_dates)]
Zone = Annotated[str, AfterValidator(lambda value: hours.zone_of(value).key)]
