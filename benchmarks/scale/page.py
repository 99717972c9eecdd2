"""docs/scale.md from the record: each number with a letter that says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import marked
from benchmarks.scale.sizing import NEVER

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
SECTION = "numbers"
MEASURED, COMPUTED, ASSUMED = "ᵐ", "ᶜ", "ᵃ"

ASSUMPTIONS = (
    ("articles", "articles", ""),
    ("requests_per_second", "requests a second, in the busiest hour", ""),
    ("conversations_per_day", "conversations a day", ""),
    ("busiest", "the busiest hour over the mean of the day", "×"),
    ("stream_minutes", "that a visitor keeps the chat open", "min"),
    ("workers_per_host", "workers of a host, one a processor", ""),
    ("host_gib", "memory of a host", "GiB"),
    ("queueing_ms", "that waiting may add to what 99 of 100 requests take", "ms"),
    ("answer_ms", "limit of a search", "ms"),
    ("publish_seconds", "limit of publishing", "s"),
    ("publisher_gib", "memory of the publisher's machine", "GiB"),
    ("publish_every_seconds", "from one publish to the next", "s"),
    ("notice_seconds", "until a balancer notices that a host is lost", "s"),
    ("server_use", "of the processors of OpenSearch's nodes that are used", "of 1"),
    ("processor_hour", "an hour of a processor", "$"),
    ("gib_hour", "an hour of a GiB of memory", "$"),
    ("gib_month", "a month of a GiB on disk", "$"),
)

Record = Mapping[str, Any]


def write(record: Record) -> Path:
    """Rewrite the section of the page."""
    marked.rewrite(PAGE, SECTION, numbers(record))
    return PAGE


def numbers(record: Record) -> str:
    """The section in Markdown."""
    measured, computed = record["measured"], record["computed"]
    return "\n\n".join(
        [
            _first(computed),
            "### Articles",
            _articles(computed),
            _breaks(computed["breaks"]),
            "### Requests",
            _requests(computed["hosts"], computed),
            _opensearch(computed["opensearch"]),
            "### Conversations",
            _conversations(measured, computed["conversations"]),
            "### Measured for this",
            _measured(measured),
            "### Assumed",
            _table(["", "", ""], [[what, _a(computed["assumed"][name]), unit] for name, what, unit in ASSUMPTIONS]),
            _circumstances(record),
        ]
    )


def _first(computed: Record) -> str:
    first, chat = computed["breaks"][0], computed["conversations"]
    hosts = computed["hosts"][-1]["once"]
    return (
        f"Of articles: {first['what']}, at {_c(first['articles'])}. Of requests: processors; "
        f"{_c(hosts['workers'])} workers at {_a(computed['assumed']['articles'])} articles. Of conversations: open "
        f"streams, {_c(chat['streams'])} of them, which take {_c(chat['stream_workers'])} workers where the turns "
        f"themselves take {_c(chat['answer_workers'])}."
    )


def _articles(computed: Record) -> str:
    names = {
        "search_ms": "search, processor, ms",
        "publish_seconds": "publish, cold, s",
        "publisher_gib": "publisher's memory, GiB",
        "disk_gib": "index, GiB",
        "worker_gib": "a worker's own memory, GiB",
    }
    rows = [
        [
            label,
            *(_by(found[name], found["articles"] <= computed["measured_to"]) for found in computed["index"]),
            f"n^{computed['index'][0]['exponents'][name]:.2f}",
        ]
        for name, label in names.items()
    ]
    return _table(["articles", *(f"{found['articles']:,}" for found in computed["index"]), "at the end grows as"], rows)


def _breaks(breaks: Sequence[Record]) -> str:
    rows = [
        [row["what"], f"{_a(row['limit'])} {row['unit']}", _c(row["articles"]) if row["articles"] < NEVER else "never"]
        for row in breaks
    ]
    return _table(["what", "limit", "reached at articles"], rows)


def _requests(hosts: Sequence[Record], computed: Record) -> str:
    names = {
        "service_ms": "a request, ms of a worker",
        "idle_p99_ms": "99 of 100 on an idle host, ms",
        "requests_per_host": "requests a second of a host",
        "requests_per_host_publishing": "… while it opens a new index",
        "hosts_steady": "hosts",
        "hosts": "… one of which may be lost, publishing included",
        "workers": "… workers in them",
        "p99_ms": "99 of 100, ms",
        "p99_ms_one_lost": "… with one host lost, ms",
        "sent_to_the_lost": "requests sent to the lost one before that is noticed",
        "host_gib": "memory of a host, GiB",
        "per_million": "a million questions, $",
    }
    head = ["", *(f"{found['articles']:,} articles" for found in hosts)]
    rows = [
        [label, *(" / ".join(_c(found[kind][name]) for kind in ("once", "zipf")) for found in hosts)]
        for name, label in names.items()
    ]
    rate = computed["assumed"]["requests_per_second"]
    return f"At {_a(rate)} requests a second, no question twice / Zipf-like:\n\n{_table(head, rows)}"


def _opensearch(found: Sequence[Record]) -> str:
    names = {
        "server_ms": "a search, ms of the server's processors",
        "disk_gib": "index, one copy, GiB",
        "shards": "shards",
        "nodes": "nodes, one of which may be lost",
        "replicas": "replicas of each shard",
        "workers": "workers that search on them",
        "per_million": "a million questions, nodes and workers, $",
    }
    if not found:
        return "The index on OpenSearch was not measured."
    rows = [[label, *(_c(each[name]) for each in found)] for name, label in names.items()]
    head = ["", *(f"{each['articles']:,} articles" for each in found)]
    return f"With the index on OpenSearch, beside the hosts:\n\n{_table(head, rows)}"


def _conversations(measured: Record, found: Record) -> str:
    stores = list(found["turns_use"])
    rows = [
        ["turns a second", _c(found["turns_per_second"])],
        ["streams open at once", _c(found["streams"])],
        [f"workers for them, {_m(measured['streams_per_worker'])} streams each", _c(found["stream_workers"])],
        ["workers' processors to answer", _c(found["answer_workers"])],
        *(
            row
            for name in stores
            for row in (
                [f"{_STORES[name]}: share of the turns that it takes in", _c(found["turns_use"][name])],
                [f"{_STORES[name]}: statements a second of the streams", _c(found["statements_per_second"][name])],
                [f"{_STORES[name]}: workers' processors for the streams", _c(found["look_workers"][name])],
                [f"{_STORES[name]}: GiB kept, {_m(measured['days_kept'])} days", _c(found["gib_kept"][name])],
                [f"{_STORES[name]}: rows kept", _c(found["rows_kept"][name])],
            )
        ),
        *([f"Redis, share of its processor: {kind}", _c(share)] for kind, share in found["redis_use"].items()),
    ]
    return _table(["in the busiest hour", ""], rows)


_STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _measured(measured: Record) -> str:
    chat, requests = measured["conversations"], measured["requests"]
    middle = len(requests["once"]) // 2
    rows = [
        ["articles in these measurements", _m(measured["articles"])],
        [
            "`/api/v1/search`, ms of the processor, no question twice: median / 99 of 100",
            f"{_m(requests['once'][middle])} / {_m(requests['once'][-2])}",
        ],
        ["the same, Zipf-like", f"{_m(requests['zipf'][middle])} / {_m(requests['zipf'][-2])}"],
        ["what the first search after a publish costs more, ms", _m(requests["reload_ms"])],
        ["an answer in a conversation, ms of the processor", _m(chat["answer_ms"])],
        *(
            row
            for name in _STORES
            if name in chat
            for row in (
                [
                    f"{_STORES[name]}: bytes / rows of a conversation of {_m(chat['turns'])} turns",
                    f"{_m(chat[name]['bytes_per_conversation'])} / {_m(chat[name]['rows_per_conversation'])}",
                ],
                [
                    f"{_STORES[name]}: turns a second, one thread / eight",
                    f"{_m(chat[name]['turns_per_second_1'])} / {_m(chat[name]['turns_per_second_8'])}",
                ],
                [
                    f"{_STORES[name]}: a look of a stream, ms / statements",
                    f"{_m(chat[name]['look_ms'])} / {_m(chat[name]['look_statements'])}",
                ],
            )
        ),
        *(
            [
                f"Redis, operations / microseconds of its processor: {kind}",
                f"{_m(each['operations'])} / {_m(each['microseconds'])}",
            ]
            for kind, each in measured["redis"].items()
        ),
    ]
    return _table(["", ""], rows)


def _circumstances(record: Record) -> str:
    on = f"{record['processors']} × {record['processor']}, {record['memory_gib']} GiB, {record['system']}"
    return (
        f"Measured {record['date']} on {on}, with a load of {record['load_before']} from other programs; index, "
        "search and OpenSearch by articles as in [benchmarks](benchmarks.md), up to "
        f"{_m(record['computed']['measured_to'])} articles."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _by(figure: float, measured: bool) -> str:
    return _m(figure) if measured else _c(figure)


def _m(figure: float) -> str:
    return _short(figure) + MEASURED


def _c(figure: float) -> str:
    return _short(figure) + COMPUTED


def _a(figure: float) -> str:
    return _short(figure) + ASSUMED


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 or figure == int(figure) else f"{figure:.3g}"
