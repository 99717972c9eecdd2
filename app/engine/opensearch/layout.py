"""What an index in OpenSearch looks like: fields of tokens that were analysed and weighed before they came.

A document is an article. Each of its similar questions is a document nested in it, so that the best one can count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.base import VIEWS, Field

LAYOUT = "opensearch/2"
QUESTION = "question"
SLOT, ARTICLE, CATEGORY, PLATFORM = "slot", "article", "category", "platform"

MAX_SCALE = 1 << 16
MAX_SUM = (1 << 31) - 1
"""The largest sum of a field's term frequencies in a document that Lucene takes."""

_IMPACTS: Mapping[str, Any] = {
    "type": "text",
    "analyzer": "impacts",
    "similarity": "impact",
    "index_options": "freqs",
    "norms": False,
}
_TOKENS: Mapping[str, Any] = {
    "type": "text",
    "analyzer": "whitespace",
    "similarity": "boolean",
    "index_options": "docs",
    "norms": False,
}


def path_of(field: Field) -> str:
    """The field's name in OpenSearch; its tokens come as ``token|impact``.

    The impact of a term in a passage is its BM25 saturation, times the index's scale, as a whole number: Lucene's own
    length norms have one byte, and its averages would be those of a shard.
    """
    return f"{QUESTION}.{field.view}" if field.group == "questions" else f"{field.view}_{field.group}"


def any_of(view: str) -> str:
    """The field of the tokens in any group of ``view``."""
    return f"{view}_any"


def index_body(*, shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mappings of a new index. Nothing is analysed but split at spaces, nothing is guessed."""
    fields = [Field(view, group) for view in VIEWS for group in ("title", "body")]
    return {
        "settings": {
            "number_of_shards": shards,
            # As many as there are nodes for: one node alone is complete, too.
            "auto_expand_replicas": f"0-{replicas}" if replicas else False,
            "number_of_replicas": 0,
            "refresh_interval": -1,
            "index.mapping.nested_objects.limit": 1_000_000,
            "similarity": {"impact": {"type": "scripted", "script": {"source": "return query.boost * doc.freq"}}},
            "analysis": {
                "analyzer": {"impacts": {"type": "custom", "tokenizer": "whitespace", "filter": ["impacts"]}},
                "filter": {"impacts": {"type": "delimited_term_freq"}},
            },
        },
        "mappings": {
            "dynamic": False,
            "_source": {"includes": [ARTICLE]},
            "properties": {
                SLOT: {"type": "integer", "index": False},
                CATEGORY: {"type": "keyword", "doc_values": False},
                PLATFORM: {"type": "keyword", "doc_values": False},
                QUESTION: {"type": "nested", "dynamic": False, "properties": dict.fromkeys(VIEWS, _IMPACTS)},
                **{path_of(field): _IMPACTS for field in fields},
                **{any_of(view): _TOKENS for view in VIEWS},
            },
        },
    }
