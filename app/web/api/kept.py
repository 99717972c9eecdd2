"""Answers that were made before, for the same address and from the same generation of the index."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from flask import Flask, current_app, request

from app.errors import IndexUnavailableError
from app.kept import Kept
from app.publishing.generation import OpenGeneration
from app.web import context
from app.web.validators import tag_of

LIMITS = {"search": 1_000, "suggest": 10_000}
"""How many answers each process keeps, by endpoint: of some 12 kB for a page of results, 2 kB for suggestions."""
LEVELS = {"search": 0, "suggest": 1}
"""How far they are packed meanwhile, see ``zlib``: of what people type on the way there is much, all of it alike."""
MAX_BYTES = 32 * 1024
"""Longer answers, such as pages of a hundred results, are not kept."""

_EXTENSION = "barodap_kept_answers"
_TOOK = re.compile(rb'"took_ms":[^,}]*')


class Answer(NamedTuple):
    """A body and its ``ETag``, which leaves aside how long it took."""

    body: bytes
    tag: str


def register(app: Flask) -> None:
    app.extensions[_EXTENSION] = {name: Kept[tuple[object, ...], Answer](limit) for name, limit in LIMITS.items()}


def answer(name: str, make: Callable[[], bytes]) -> Answer:
    """What ``make`` answers to the request of the endpoint ``name``, which it may have done before.

    What an answer depends on is the query string, the addresses in it and the generation. ``make`` is not called for
    what was kept; what it raises is not kept.
    """
    kept: Kept[tuple[object, ...], Answer] = current_app.extensions[_EXTENSION][name]
    serving = _serving()
    if serving is None:
        return _answer(make())
    site = (request.scheme, request.host, request.root_path)
    key = (serving.name, serving.degraded, site, blake2b(request.query_string, digest_size=16).digest())
    found = kept.get(key)
    if found is None:
        found = _answer(make())
        # Unless another generation came meanwhile, which may have made it, be this one back by now: opened anew then.
        if len(found.body) <= MAX_BYTES and _serving() is serving:
            kept.put(key, found._replace(body=zlib.compress(found.body, LEVELS[name])))
        return found
    return found._replace(body=zlib.decompress(found.body))


def _answer(body: bytes) -> Answer:
    return Answer(body, tag_of(_TOOK.sub(b"", body, count=1)))


def _serving() -> OpenGeneration | None:
    """The generation that serves; None where there is none. It is only for being told from others."""
    try:
        with context.services().generations.current() as generation:
            return generation
    except IndexUnavailableError:
        return None
