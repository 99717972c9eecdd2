"""What a first visit to a page costs, as Chromium tells."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Browser

OBSERVER = """
window.seen = {lcp: 0, cls: 0, blocked: 0};
const watch = (type, each) =>
  new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
watch("layout-shift", (entry) => entry.hadRecentInput || (seen.cls += entry.value));
watch("longtask", (entry) => (seen.blocked += Math.max(0, entry.duration - 50)));
"""
READ = """() => ({
  ...seen,
  fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  blocking: performance.getEntriesByType("resource")
    .filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name),
})"""


class Conditions(NamedTuple):
    """A screen, how many times slower its processor is, and its line."""

    width: int
    height: int
    slower: float = 1
    latency_ms: float = 0
    bytes_a_second: float = -1


class Visit(NamedTuple):
    """Milliseconds to the first and the largest paint and of the main thread's tasks beyond 50 ms each; how far things
    moved; bytes over the line and requests; what had to be there before anything was painted."""

    fcp: float
    lcp: float
    blocked: float
    cls: float
    bytes: int
    requests: int
    blocking: list[str]


def visit(browser: Browser, address: str, conditions: Conditions) -> Visit:
    """A first visit to ``address``."""
    context = browser.new_context(viewport={"width": conditions.width, "height": conditions.height}, locale="ko-KR")
    context.add_init_script(OBSERVER)
    page = context.new_page()
    line = context.new_cdp_session(page)
    received: list[dict[str, Any]] = []
    line.on("Network.loadingFinished", lambda event: received.append(event))
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": conditions.latency_ms,
            "downloadThroughput": conditions.bytes_a_second,
            "uploadThroughput": conditions.bytes_a_second,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": conditions.slower})
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(500)
    seen = page.evaluate(READ)
    context.close()
    return Visit(
        seen["fcp"],
        seen["lcp"],
        seen["blocked"],
        seen["cls"],
        sum(int(each["encodedDataLength"]) for each in received),
        len(received),
        seen["blocking"],
    )
