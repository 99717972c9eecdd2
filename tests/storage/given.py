"""Rows for every table, of the kind that two databases may keep differently."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, select

AT = datetime(2026, 3, 1, 0, 30, 15, 123456, UTC)
TEXT = "한글 e\u0301 👩‍👩‍👧 𠮷 ' \\ % \t\n끝"
BIG = 2**53 - 1

ROWS: dict[str, list[dict[str, Any]]] = {
    "categories": [
        {"id": id_, "name": TEXT, "description": "", "position": number}
        for number, id_ in enumerate(["b", "a/나", "B", "a", "가", "_", "Z"])
    ],
    "articles": [
        {
            "id": id_,
            "title": TEXT,
            "body": f"{id_}\r\n{TEXT}" * 50,
            "category_id": "a/나",
            "slug": "질문",
            "updated_at": date(1, 1, 1) if id_ == "b" else date(9999, 12, 31),
            "questions": [TEXT, ""],
            "keywords": [],
            "platform": "all",
            "variant_group": None if id_ == "b" else TEXT,
            "related": ["b"],
            "status": "published",
            "revision": 2**31 - 1,
            "views": BIG,
            "content_hash": "0" * 64,
        }
        for id_ in ("b", "a", "B", "A", "가", "나/ㄱ", "1 2", "_", "é", "z")
    ],
    "article_revisions": [
        {"article_id": "gone", "revision": 1, "recorded_at": AT, "origin": "", "content": {"title": TEXT, "x": None}}
    ],
    "article_views": [{"article_id": "a", "views": BIG}],
    "feedback": [
        {"article_id": "a", "visitor": "v" * 64, "revision": 1, "helpful": helpful, "reason": TEXT, "created_at": AT}
        for helpful in (True,)
    ],
    "events": [
        {"visitor": "v", "kind": "click", "article_id": "a", "query": query, "occurred_at": AT}
        for query in ("a", "B", "가", TEXT)
    ],
    "learned_questions": [
        {
            "article_id": "a",
            "question": question,
            "source": "imported",
            "evidence": 0.1 + 0.2,
            "visitors": 3,
            "vetoed": question == "B",
            "learned_at": AT,
        }
        for question in ("a", "B", "가", "A")
    ],
    "read_together": [{"article_id": "a", "other_id": other, "evidence": 1e-17} for other in ("b", "B", "가")],
    "chat_sessions": [
        {
            "id": id_,
            "token_hash": "f" * 64,
            "channel": "web",
            "visitor": "",
            "status": status,
            "context": {"offered": [TEXT], "count": 0.1},
            "version": 7,
            "created_at": AT,
            "active_at": AT,
            "expires_at": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
            "rating": None,
            "helpful": helpful,
            "rating_comment": "",
            "contact_name": TEXT,
            "contact": "",
            "contact_message": "",
            "contact_consent": False,
            "waiting_since": AT if status == "waiting" else None,
            "typing_until": None,
        }
        for id_, status, helpful in (("s-a", "waiting", None), ("S_b", "bot", False))
    ],
    "chat_messages": [
        {
            "session_id": "s-a",
            "seq": seq,
            "author": author,
            "text": TEXT,
            "reply": reply,
            "outcome": "",
            "reason": "",
            "client_message_id": id_,
            "created_at": AT,
        }
        for seq, author, reply, id_ in ((1, "visitor", None, "m-1"), (2, "assistant", {"text": TEXT}, None))
    ],
}


def fill(connection: Connection, tables: MetaData, *, but: frozenset[str] = frozenset()) -> None:
    """Put ROWS into ``tables``, as far as they have the columns; not into those named by ``but``."""
    for name in ROWS:
        if name in tables.tables and name not in but:
            table, rows = tables.tables[name], ROWS[name]
            connection.execute(insert(table), [{key: row[key] for key in row if key in table.c} for row in rows])


def held(connection: Connection, tables: MetaData) -> dict[str, list[tuple[str, ...]]]:
    """What the tables hold, by name, sorted, as text; times in UTC."""
    return {name: _rows(connection, tables.tables[name]) for name in ROWS if name in tables.tables}


def _rows(connection: Connection, table: Table) -> list[tuple[str, ...]]:
    names = sorted(column.name for column in table.c if column.name in ROWS[table.name][0])
    found = connection.execute(select(*(table.c[name] for name in names)))
    return sorted(tuple(f"{name}={_utc(value)!r}" for name, value in zip(names, row, strict=True)) for row in found)


def _utc(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return value
