"""One ``_msearch`` for a whole query, and its answer as arrays.

Each search gives the slot and the score of every document that it matches. As hits in JSON these would take most of the
time; a scripted metric packs them instead, eight bytes a document, into base64.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import Field, View
from app.engine.opensearch.layout import CATEGORY, PLATFORM, QUESTION, SLOT, any_of, path_of
from app.engine.opensearch.tokens import token_of

BITS = 24
"""Whole numbers below 2**24 are exact in Lucene's 32-bit scores, so one can tell which of so many terms are there."""

_BUFFER = 6144
"""Bytes packed at a time: a multiple of 8, and of 3, so that the pieces of base64 can stand one after the other."""

_PACK = f"""
if (state.end == {_BUFFER}) {{ state.text.append(Base64.getEncoder().encodeToString(state.bytes)); state.end = 0; }}
byte[] bytes = state.bytes; int end = state.end;
int slot = (int) doc['{SLOT}'].value; int score = Float.floatToIntBits((float) _score);
for (int i = 0; i < 4; i++) {{ bytes[end + i] = (byte) (slot >> 8 * i); bytes[end + 4 + i] = (byte) (score >> 8 * i); }}
state.end = end + 8;
"""
_CLOSE = """
byte[] rest = new byte[state.end];
for (int i = 0; i < rest.length; i++) { rest[i] = state.bytes[i]; }
return state.text.append(Base64.getEncoder().encodeToString(rest)).toString();
"""
_PACKED: Mapping[str, Any] = {
    "packed": {
        "scripted_metric": {
            "init_script": f"state.bytes = new byte[{_BUFFER}]; state.end = 0; state.text = new StringBuilder()",
            "map_script": _PACK,
            "combine_script": _CLOSE,
            "reduce_script": "return states",
        }
    }
}

Query = Mapping[str, Any]


class Found(NamedTuple):
    """Documents that a search matched, in no order, and their scores."""

    slots: NDArray[np.int32]
    scores: NDArray[np.float32]


def matching(field: Field, weights: Mapping[str, float]) -> Query:
    """Documents with any of the terms in ``field``; the score is the sum of weight times impact in the best passage."""
    path = path_of(field)
    terms = [{"term": {path: {"value": token_of(term), "boost": weight}}} for term, weight in weights.items()]
    held = {"bool": {"should": terms}}
    return {"nested": {"path": QUESTION, "score_mode": "max", "query": held}} if field.group == "questions" else held


def holding(terms: Sequence[tuple[View, str]]) -> Query:
    """Documents with any of at most ``BITS`` terms; bit n of the score, as a whole number, stands for the nth."""
    return {
        "bool": {
            "should": [
                {"constant_score": {"filter": {"term": {any_of(view): token_of(term)}}, "boost": float(1 << bit)}}
                for bit, (view, term) in enumerate(terms)
            ]
        }
    }


def passing(categories: Iterable[str], platforms: Iterable[str]) -> Query:
    """Documents in any of the categories and for any of the platforms, each left out when empty; the score is 0."""
    asked = ((CATEGORY, [*map(token_of, categories)]), (PLATFORM, [*map(token_of, platforms)]))
    return {"bool": {"filter": [{"terms": {field: tokens}} for field, tokens in asked if tokens]}}


def request(queries: Iterable[Query]) -> str:
    """The body of the ``_msearch``; half an answer, of some of the shards, is none."""
    header = '{"allow_partial_search_results":false}\n'
    return "".join(
        header + json.dumps({"size": 0, "track_total_hits": False, "query": _singly(query), "aggs": _PACKED}) + "\n"
        for query in queries
    )


def _singly(query: Query) -> Query:
    """``query`` with the same scores, but scored document by document.

    Lucene takes clauses in windows of 2,048 documents and changes the scorer from one to the next, of which a scripted
    metric is not told: it would see the score of a document in the window before.
    """
    return {"function_score": {"query": query, "weight": 1.0}}


def unpack(response: Mapping[str, Any]) -> Found:
    """One of the ``responses``, of all its shards."""
    packed = b"".join(map(b64decode, response["aggregations"]["packed"]["value"]))
    pairs = np.frombuffer(packed, np.dtype([("slot", "<i4"), ("score", "<f4")]))
    return Found(np.ascontiguousarray(pairs["slot"]), np.ascontiguousarray(pairs["score"]))
