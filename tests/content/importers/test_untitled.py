"""A collection without titles, from its import to its results."""

from __future__ import annotations

import json
from pathlib import Path

from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.models import Query
from app.services import build_services, publish
from app.storage.schema import upgrade
from tests.conftest import settings_in

PASSAGES = {
    "p1": "남산 전망대는 1969년에 문을 열었다. 해마다 많은 사람이 찾으며, 밤에는 조명을 밝힌다.",
    "p2": "한강 유람선은 여의도에서 출발한다. 비가 많이 오면 운항을 멈춘다.",
    "p3": "경복궁은 화요일에 쉰다. 한복을 입으면 무료로 들어갈 수 있다.",
}


def test_passages_without_titles_are_found_and_shown(tmp_path: Path) -> None:
    lines = [json.dumps({"_id": id_, "title": "", "text": text}, ensure_ascii=False) for id_, text in PASSAGES.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    services = build_services(settings_in(tmp_path))
    upgrade(services.database)
    import_articles(services.database, BeirImporter(), tmp_path)
    publish(services)
    found = {
        query: services.search.search(Query(query)).hits[0]
        for query in ("유람선은 언제 운항을 멈추나요?", "한복 무료 입장", "전망대는 몇 년에 열었나")
    }
    services.generations.close()
    services.database.close()
    assert [hit.article.id for hit in found.values()] == ["p2", "p3", "p1"]
    boat, palace, tower = found.values()
    assert boat.article.title == "한강 유람선은 여의도에서 출발한다."
    assert "<mark>운항을</mark>" in boat.snippet_html
    assert "<mark>한복" in palace.snippet_html
    assert "<mark>전망대" in tower.title_html
