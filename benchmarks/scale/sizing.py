"""How many of everything there have to be, from what was measured and what is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

from benchmarks.peers.base import OURS
from benchmarks.peers.record import Record
from benchmarks.scale.extending import Curve, curve
from benchmarks.scale.queueing import Service, Slowed, p99, responses

SEED = 20261129
GIB = 2**30
DAY = 86_400.0
MONTH = 730.0
"""Hours."""
SHARED = "barodap-opensearch"
NEVER = 1e12
"""What is reached at no number of articles that anybody has."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What no measurement can tell. Prices are placeholders in dollars: put your own."""

    articles: int = 1_000_000
    requests_per_second: int = 10_000
    conversations_per_day: int = 1_000_000
    busiest: float = 3.0
    """How many times the mean of the day the busiest hour is."""
    stream_minutes: float = 5.0
    """That a visitor keeps the chat open."""
    workers_per_host: int = 16
    """One for each processor."""
    host_gib: float = 64.0
    queueing_ms: float = 50.0
    """That 99 of 100 answers may take longer than on an idle host."""
    answer_ms: float = 200.0
    publish_seconds: float = 600.0
    publisher_gib: float = 16.0
    publish_every_seconds: float = 60.0
    notice_seconds: float = 5.0
    """Until a balancer sends nothing more to a host that was lost."""
    server_use: float = 0.6
    """Of the processors of OpenSearch's nodes, at most."""
    processor_hour: float = 0.04
    gib_hour: float = 0.005
    gib_month: float = 0.10


def sizes(assumed: Assumed) -> tuple[int, ...]:
    """The numbers of articles that are computed."""
    return (2_700, 100_000, assumed.articles)


class Sizing:
    """``records`` are those of the comparison, ``measured`` what the scale benchmark itself measured."""

    def __init__(self, records: Sequence[Record], measured: Mapping[str, Any], assumed: Assumed) -> None:
        self._records = records
        self._measured = measured
        self._assumed = assumed
        self._cpu = self._curve(OURS, ("once", "cpu_ms"))

    def figures(self) -> Figures:
        """Everything that is computed, ready for JSON."""
        return {
            "measured_to": self._cpu.measured_to,
            "assumed": asdict(self._assumed),
            "index": [self._index(count) for count in sizes(self._assumed)],
            "breaks": self._breaks(),
            "hosts": [self._hosts(count) for count in sizes(self._assumed)],
            "opensearch": [found for count in sizes(self._assumed) if (found := self._opensearch(count))],
            "conversations": self._conversations(),
        }

    def _curve(self, peer: str, path: Sequence[str], divisor: float = 1.0) -> Curve:
        found = curve(self._records, peer, path, divisor)
        if found is None:
            raise ValueError(f"{peer} was measured at fewer than two sizes: run make bench first")
        return found

    def _curves(self) -> dict[str, Curve]:
        return {
            "publish_seconds": self._curve(OURS, ("index", "seconds")),
            "publisher_gib": self._curve(OURS, ("index", "peak_mib"), 1024),
            "disk_gib": self._curve(OURS, ("index", "disk_bytes"), GIB),
            "worker_gib": self._curve(OURS, ("memory", "own_mib"), 1024),
            "search_ms": self._cpu,
        }

    def _index(self, count: int) -> Figures:
        curves = self._curves()
        found = {name: _digits(each.at(count)) for name, each in curves.items()}
        exponents = {name: round(each.exponent, 2) for name, each in curves.items()}
        return {"articles": count, **found, "exponents": exponents}

    def _breaks(self) -> list[Figures]:
        """What reaches a limit at how many articles, the first one first."""
        assumed, curves = self._assumed, self._curves()
        service = self._service("once", self._cpu.points[0][0])
        limits = [
            ("99 of 100 searches on an idle worker", assumed.answer_ms, "ms", Curve(
                tuple((count, figure * service.share(0.99) / service.mean) for count, figure in self._cpu.points)
            )),
            ("publishing everything cold", assumed.publish_seconds, "s", curves["publish_seconds"]),
            ("memory of the publisher", assumed.publisher_gib, "GiB", curves["publisher_gib"]),
            ("index in the memory of a host", assumed.host_gib, "GiB", curves["disk_gib"]),
        ]  # fmt: skip
        if (server := curve(self._records, SHARED, ("once", "server_cpu_ms"))) is not None:
            limits.append(("processor of OpenSearch for one search", assumed.answer_ms, "ms", server))
        rows: list[Figures] = [
            {"what": what, "limit": limit, "unit": unit, "articles": _digits(each.reaches(limit))}
            for what, limit, unit, each in limits
        ]
        return sorted(rows, key=lambda row: float(row["articles"]))

    def _service(self, kind: str, count: float) -> Service:
        """Of a request, as long as the search alone has grown since the size at which requests were measured."""
        measured_at = self._measured["articles"]
        quantiles = self._measured["requests"][kind]
        # What is answered from a result that was kept grows with nothing, but costs next to nothing, too.
        return Service(tuple(quantiles)).scaled(self._cpu.at(count) / self._cpu.at(measured_at))

    def _hosts(self, count: int) -> Figures:
        assumed = self._assumed
        index = self._index(count)
        found: Figures = {"articles": count}
        for kind in ("once", "zipf"):
            service = self._service(kind, count)
            idle = service.share(0.99)
            rate = self._capacity(service, idle)
            publishing = self._capacity(service, idle, self._publishing(count))
            # Whichever asks for more; one is lost, and the others have to do.
            steady = ceil(assumed.requests_per_second / rate)
            hosts = max(steady + 1, ceil(assumed.requests_per_second / publishing))
            with_one_less = assumed.requests_per_second / max(hosts - 1, 1)
            found[kind] = {
                "service_ms": _digits(service.mean),
                "idle_p99_ms": _digits(idle),
                "requests_per_host": _digits(rate),
                "requests_per_host_publishing": _digits(publishing),
                "hosts_steady": steady,
                "hosts": hosts,
                "workers": hosts * assumed.workers_per_host,
                "p99_ms": _digits(self._p99(service, assumed.requests_per_second / hosts)),
                "p99_ms_one_lost": _digits(self._p99(service, with_one_less)),
                "sent_to_the_lost": _digits(assumed.requests_per_second / hosts * assumed.notice_seconds),
                "host_gib": _digits(assumed.workers_per_host * index["worker_gib"] + index["disk_gib"]),
                "per_million": _digits(self._price(hosts, index)),
            }
        return found

    def _publishing(self, count: int) -> Slowed:
        """While a worker opens a new generation in one thread, its others have half of its processor."""
        reload = (
            self._measured["requests"]["reload_ms"] * self._cpu.at(count) / self._cpu.at(self._measured["articles"])
        )
        return Slowed(1e3 * self._assumed.publish_every_seconds, 2 * max(reload, 1.0), 2.0)

    def _capacity(self, service: Service, idle: float, slowed: Slowed | None = None) -> float:
        """The most requests a second that a host answers within what is allowed."""
        limit = self._assumed.queueing_ms + idle * (slowed.factor if slowed else 1.0)
        most = 1e3 * self._assumed.workers_per_host / service.mean
        low, high = 0.0, most
        for _ in range(10):
            middle = (low + high) / 2
            low, high = (middle, high) if self._p99(service, middle, slowed) <= limit else (low, middle)
        return max(low, most / 1024)

    def _p99(self, service: Service, rate: float, slowed: Slowed | None = None) -> float:
        return p99(responses(service, self._assumed.workers_per_host, rate, seed=SEED, slowed=slowed))

    def _price(self, hosts: int, index: Figures) -> float:
        memory = self._assumed.workers_per_host * index["worker_gib"] + index["disk_gib"]
        return self._per_million(hosts, memory, index["disk_gib"])

    def _per_million(self, machines: int, memory: float, disk: float) -> float:
        """Dollars for a million questions at the full rate all day long; ``memory`` and ``disk`` in GiB a machine."""
        assumed = self._assumed
        hour = assumed.workers_per_host * assumed.processor_hour + memory * assumed.gib_hour
        hour += disk * assumed.gib_month / MONTH
        return 1e6 * machines * hour / (3600 * assumed.requests_per_second)

    def _opensearch(self, count: int) -> Figures | None:
        server = curve(self._records, SHARED, ("once", "server_cpu_ms"))
        own = curve(self._records, SHARED, ("once", "cpu_ms"))
        disk = curve(self._records, SHARED, ("index", "disk_bytes"), GIB)
        if server is None or own is None or disk is None:
            return None
        assumed = self._assumed
        processors = assumed.requests_per_second * server.at(count) / 1e3 / assumed.server_use
        workers = ceil(assumed.requests_per_second * own.at(count) / 1e3 / assumed.server_use)
        nodes = ceil(processors / assumed.workers_per_host) + 1
        shards = ceil(count / server.measured_to)
        copies = max(2, ceil(nodes / shards))
        return {
            "articles": count,
            "server_ms": _digits(server.at(count)),
            "disk_gib": _digits(disk.at(count)),
            "shards": shards,
            "nodes": nodes,
            "replicas": copies - 1,
            "workers": workers,
            "per_million": _digits(
                self._per_million(nodes, assumed.host_gib, disk.at(count) * copies / nodes)
                + self._per_million(ceil(workers / assumed.workers_per_host), assumed.host_gib, 0.0)
            ),
        }

    def _conversations(self) -> Figures:
        assumed, chat = self._assumed, self._measured["conversations"]
        busy = assumed.conversations_per_day / DAY * assumed.busiest
        turns = busy * chat["turns"]
        streams = busy * 60 * assumed.stream_minutes
        stores = {name: chat[name] for name in ("sqlite", "postgresql") if name in chat}
        redis = self._measured["redis"]
        return {
            "turns_per_second": _digits(turns),
            "streams": _digits(streams),
            "stream_workers": ceil(streams / self._measured["streams_per_worker"]),
            "answer_workers": _digits(turns * chat["answer_ms"] / 1e3),
            "look_workers": {name: _digits(streams * each["look_ms"] / 1e3) for name, each in stores.items()},
            "statements_per_second": {
                name: _digits(streams * each["look_statements"]) for name, each in stores.items()
            },
            "turns_use": {name: _digits(turns / _most_turns(each)) for name, each in stores.items()},
            "gib_kept": {
                name: _digits(
                    each["bytes_per_conversation"] * assumed.conversations_per_day * self._measured["days_kept"] / GIB
                )
                for name, each in stores.items()
            },
            "rows_kept": {
                name: _digits(
                    each["rows_per_conversation"] * assumed.conversations_per_day * self._measured["days_kept"]
                )
                for name, each in stores.items()
            },
            "redis_use": {
                kind: _digits(
                    each["microseconds"] / 1e6 * (turns if kind == "message" else assumed.requests_per_second)
                )
                for kind, each in redis.items()
            },
        }


def _most_turns(store: Mapping[str, float]) -> float:
    """A second, by one thread or by many."""
    return max(float(figure) for name, figure in store.items() if name.startswith("turns_per_second"))


def _digits(figure: float) -> float:
    """With three digits that count; JSON has no infinity."""
    return float(f"{figure:.3g}") if figure < NEVER else NEVER
