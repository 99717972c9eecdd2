"""docs/benchmarks.md from the records: tables, growth and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import marked
from benchmarks.peers.base import OURS, PEERS
from benchmarks.peers.plot import plot
from benchmarks.peers.record import Record, growth, value

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "benchmarks.md"
PICTURES = DOCS / "benchmarks"
SECTION = "figures"
MIB = 2**20


class Figure(NamedTuple):
    """A table: ``paths`` are shown in one cell, with slashes between; growth is that of the first.

    ``without`` are peers of which it says nothing.
    """

    title: str
    paths: Sequence[Sequence[str]]
    divisor: float = 1.0
    without: Sequence[str] = ()


class Picture(NamedTuple):
    """``path`` by the number of articles."""

    file: str
    title: str
    unit: str
    path: Sequence[str]
    divisor: float = 1.0


_PERCENTILES = ("p50", "p95", "p99")
FIGURES = (
    Figure(
        "From text to results, no question asked twice: ms, p50 / p95 / p99",
        [("once", share) for share in _PERCENTILES],
    ),
    Figure(
        "The same where people repeat each other: ms, p50 / p95 / p99",
        [("zipf", share) for share in _PERCENTILES],
    ),
    Figure(
        "Search alone, the question analysed before: ms, p50 / p95 / p99",
        [("once", "search", share) for share in _PERCENTILES],
        without=(OURS, "barodap-opensearch"),
    ),
    Figure(
        "Time for the same questions as a multiple of Barodap's, median of batches: without repeats / with",
        [("once", "ratio"), ("zipf", "ratio")],
    ),
    Figure(
        "Questions a second of one process: without repeats / with",
        [("once", "per_second"), ("zipf", "per_second")],
    ),
    Figure(
        "Milliseconds of the processor for a question without repeats: its own / the server's",
        [("once", "cpu_ms"), ("once", "server_cpu_ms")],
    ),
    Figure(
        "Indexing: seconds / of the processor, by the process itself / by the server",
        [("index", "seconds"), ("index", "cpu_seconds"), ("index", "server_cpu_seconds")],
    ),
    Figure("Index on disk, MiB", [("index", "disk_bytes")], MIB),
    Figure("Memory of the process that indexes, MiB at most", [("index", "peak_mib")]),
    Figure(
        "Memory of the process that answers, MiB: at most with mapped files / its own",
        [("memory", "peak_mib"), ("memory", "own_mib")],
    ),
)
PICTURE_FILES = (
    Picture("p50.svg", "From text to results, no question twice, median", "ms", ("once", "p50")),
    Picture("p99.svg", "From text to results, no question twice, 99 of 100", "ms", ("once", "p99")),
    Picture("index.svg", "Indexing", "s", ("index", "seconds")),
    Picture("disk.svg", "Index on disk", "MiB", ("index", "disk_bytes"), MIB),
)


def write(records: Sequence[Record]) -> list[Path]:
    """Rewrite the page's section and the pictures; returns what was written."""
    if not records:
        return []
    marked.rewrite(PAGE, SECTION, figures(records))
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures(records).items():
        (PICTURES / name).write_text(svg, encoding="utf-8")
    return [PAGE, *(PICTURES / picture.file for picture in PICTURE_FILES)]


def figures(records: Sequence[Record]) -> str:
    """The section in Markdown."""
    images = [f"![{picture.title}, {picture.unit}](benchmarks/{picture.file})" for picture in PICTURE_FILES]
    tables = [f"**{figure.title}**\n\n{table(figure, records)}" for figure in FIGURES]
    return "\n\n".join([*images, *tables, _circumstances(records), *_skipped(records)])


def pictures(records: Sequence[Record]) -> dict[str, str]:
    """SVG by file name."""
    drawn = {}
    for picture in PICTURE_FILES:
        lines = {
            entry.label: [
                (record["articles"], found / picture.divisor)
                for record in records
                if (found := value(record, name, picture.path))
            ]
            for name, entry in PEERS.items()
        }
        drawn[picture.file] = plot(picture.title, picture.unit, lines, strong=[PEERS[OURS].label])
    return drawn


def table(figure: Figure, records: Sequence[Record]) -> str:
    """A row a peer, a column a size, and the exponent of growth."""
    head = ["", *(f"{record['articles']:,}" for record in records), "grows as"]
    rows = [head, ["---"] * len(head)]
    for name, entry in PEERS.items():
        if name in figure.without:
            continue
        cells = [_cell(record, name, figure) for record in records]
        if any(cells):
            points = [(r["articles"], found) for r in records if (found := value(r, name, figure.paths[0]))]
            exponent = growth(points)
            rows.append(
                [entry.label, *(cell or "–" for cell in cells), "" if exponent is None else f"n^{exponent:.2f}"]
            )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(record: Record, name: str, figure: Figure) -> str:
    found = [value(record, name, path) for path in figure.paths]
    return " / ".join(_short(each / figure.divisor) for each in found if each is not None)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def _circumstances(records: Sequence[Record]) -> str:
    head = [
        "articles",
        "measured",
        "on",
        "load before",
        "whole run, s",
        "characters an article",
        "questions",
        "OpenSearch, MiB",
    ]
    rows = [head, ["---"] * len(head)]
    for record in records:
        asked = record["questions"]
        rows.append(
            [
                f"{record['articles']:,}",
                record["date"],
                f"{record['processors']} × {record['processor']}, {record['memory_gib']} GiB, {record['system']}",
                str(record["load_before"]),
                f"{record['run_seconds']:,}",
                f"{record['collection']['characters']:.0f}",
                f"{asked['once']} once; {asked['zipf']} of {asked['zipf_distinct']} with repeats",
                _short(record.get("opensearch_peak_mib") or 0) if record.get("opensearch_peak_mib") else "–",
            ]
        )
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["**Circumstances**", "", *lines, "", f"Versions: {'; '.join(_versions(records))}."])


def _versions(records: Iterable[Record]) -> list[str]:
    """Each once; where sizes were measured with several, all of them."""
    found = dict.fromkeys(f"{name} {number}" for record in records for name, number in record["versions"].items())
    return list(found)


def _skipped(records: Sequence[Record]) -> list[str]:
    left_out = [
        f"- {PEERS[name].label} at {record['articles']:,}: {why}"
        for record in records
        for name, why in record["skipped"].items()
        if name in PEERS
    ]
    return ["Left out:\n\n" + "\n".join(left_out)] if left_out else []
