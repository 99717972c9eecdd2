"""How soon pages are there and what they weigh, in a browser: ``python -m benchmarks.pages --help``.

Chromium with an empty cache, on a slow telephone (its processor four times slower, over slow 4G) and on a desktop, on a
server as ``barodap serve`` runs it. Medians of several visits.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.visits import Conditions, visit
from tests.live_server import live_server

PAGES = {"home": "/", "search": "/search?q=월렛+환불", "article": "/articles/wallet-status"}

# The line is "Slow 4G" of Lighthouse's simulated throttling, as the developer tools apply it: 150 ms and 1.6 Mbit/s.
CONDITIONS = {
    "telephone, slow": Conditions(390, 844, 4, 150, 1.6e6 / 8),
    "desktop": Conditions(1350, 940),
}


@click.command()
@click.option("--visits", default=5, show_default=True, help="Of each page under the same conditions.")
def main(visits: int) -> None:
    names = ("FCP ms", "LCP ms", "blocked ms", "CLS", "kB", "requests")
    click.echo(f"{'':<26}" + "".join(f"{name:>12}" for name in names) + "  before the first paint")
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        for conditions_name, conditions in CONDITIONS.items():
            for page_name, path in PAGES.items():
                seen = [visit(browser, address + path, conditions) for _ in range(visits)]
                figures = (
                    f"{median(each.fcp for each in seen):.0f}",
                    f"{median(each.lcp for each in seen):.0f}",
                    f"{median(each.blocked for each in seen):.0f}",
                    f"{median(each.cls for each in seen):.3f}",
                    f"{median(each.bytes for each in seen) / 1000:.1f}",
                    f"{median(each.requests for each in seen):.0f}",
                )
                blocking = ", ".join(name.partition("?")[0].rpartition("/")[2] for name in seen[0].blocking)
                title = f"{page_name}, {conditions_name}"
                click.echo(f"{title:<26}" + "".join(f"{figure:>12}" for figure in figures) + f"  {blocking}")
        browser.close()


if __name__ == "__main__":
    main()
