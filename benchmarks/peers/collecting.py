"""Makes the collection of a size: articles as text, as morphemes, and in a database."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

from app.config import load_settings
from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.services import build_services
from app.storage.schema import upgrade
from benchmarks.peers.base import Collection
from benchmarks.peers.morphemes import Morphemes
from benchmarks.search import articles


def collect(folder: Path, count: int) -> dict[str, float]:
    """Fill the empty ``folder`` with ``count`` articles. Returns how long what is no peer's own work took, and how long
    the articles are."""
    collection = Collection(folder)
    with collection.corpus.open("w", encoding="utf-8") as file:
        for row in articles(count):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    analysing, characters = _analyse(collection), 0
    characters = sum(len(text["title"]) + len(text["text"]) for text in collection.texts())
    return {
        "characters": round(characters / max(count, 1), 1),
        "analysis_cpu_seconds": round(analysing, 2),
        "import_cpu_seconds": round(_import(collection), 2),
    }


def _analyse(collection: Collection) -> float:
    begun, morphemes = process_time(), Morphemes()
    with collection.analysed.open("w", encoding="utf-8") as file:
        for text in collection.texts():
            row = (text["_id"], morphemes(text["title"]), morphemes(text["text"]))
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return process_time() - begun


def _import(collection: Collection) -> float:
    begun = process_time()
    places = {"database_url": f"sqlite:///{collection.database}", "index_dir": collection.folder / "none"}
    services = build_services(load_settings().model_copy(update=places))
    try:
        upgrade(services.database)
        import_articles(services.database, BeirImporter(), collection.folder)
    finally:
        services.generations.close()
        services.database.close()
    return process_time() - begun
