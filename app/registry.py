"""Implementations by name, imported on first use, so that an optional part costs nothing until it is chosen."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app import paths
from app.errors import ConfigurationError, MissingDependencyError


@dataclass(frozen=True, slots=True)
class Entry:
    """``target`` is ``module:Class``; ``extra`` the optional dependency group that it needs, if any.

    A ``remote`` one keeps what it builds on a server, and is made with the settings, which say where; any other is made
    without arguments.
    """

    target: str
    extra: str = ""
    remote: bool = False


TOKENIZERS: Mapping[str, Entry] = {
    "mecab": Entry("app.analysis.mecab:MecabTokenizer"),
    "okt": Entry("app.analysis.jvm:OktTokenizer", extra="jvm"),
    "komoran": Entry("app.analysis.jvm:KomoranTokenizer", extra="jvm"),
    "kiwi": Entry("app.analysis.kiwi:KiwiTokenizer", extra="kiwi"),
    "ngram": Entry("app.analysis.ngram:NgramTokenizer"),
}

ENGINES: Mapping[str, Entry] = {
    "whoosh": Entry("app.engine.whoosh:WhooshEngine"),
    "memory": Entry("app.engine.memory:MemoryEngine"),
    "opensearch": Entry("app.engine.opensearch.engine:OpenSearchEngine", extra="opensearch", remote=True),
}

REPOSITORIES: Mapping[str, Entry] = {
    "opensearch": Entry("app.publishing.opensearch.repository:OpenSearchRepository", extra="opensearch", remote=True),
}
"""Where hosts that share an engine's server find each other's generations, by the engine."""

EMBEDDED = tuple(name for name, entry in ENGINES.items() if not entry.remote)
"""The engines that need no server."""

IMPORTERS: Mapping[str, Entry] = {
    "markdown": Entry("app.content.importers.markdown:MarkdownImporter"),
    "jsonl": Entry("app.content.importers.jsonl:JsonlImporter"),
    "csv": Entry("app.content.importers.csv:CsvImporter"),
    "beir": Entry("app.content.importers.beir:BeirImporter"),
}

CHANNELS: Mapping[str, Entry] = {
    "kakao": Entry("app.channels.kakao.channel:KakaoChannel"),
    "rasa": Entry("app.channels.rasa:RasaChannel"),
    "chatwoot": Entry("app.channels.chatwoot.channel:ChatwootChannel"),
}

CLUSTERS: Mapping[str, Entry] = {
    "redis": Entry("app.cluster.redis:RedisCluster", extra="redis"),
}


def load(registry: Mapping[str, Entry], name: str, *, setting: str) -> Any:
    """Import and return the class registered as ``name``.

    Raises ConfigurationError for an unknown name (naming ``setting`` and the known ones) and MissingDependencyError,
    with the install command, when the optional package behind it is absent.
    """
    entry = registry.get(name)
    if entry is None:
        known = ", ".join(registry)
        raise ConfigurationError(f"{setting} 값 '{name}'을(를) 알 수 없어요. 쓸 수 있는 값: {known}")
    module, _, attribute = entry.target.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if not entry.extra:
            raise
        raise MissingDependencyError(
            f"'{name}'에 필요한 패키지({error.name})가 설치되어 있지 않아요.",
            remedy=install_command(entry.extra),
        ) from error


def install_command(extra: str) -> str:
    """The command that adds an optional dependency group to the Python that runs this."""
    target = f"--editable '.[{extra}]'" if paths.IN_CHECKOUT else f"'barodap[{extra}]'"
    return f"{sys.executable} -m pip install {target}"
