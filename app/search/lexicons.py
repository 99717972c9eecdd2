"""The lexicon that searching uses: the general words and the domain's, with what analysis made of them kept."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.analysis import leads
from app.analysis.leads import Leads, leads_of
from app.analysis.lexicon import Lexicon
from app.analysis.lexicon_file import read_lexicon
from app.analysis.views import Analyzer
from app.config import Settings
from app.errors import ContentError
from app.publishing import cache
from app.publishing.layout import LEXICON

_LEADS = "leads"


def load_lexicon(settings: Settings, analyzer: Analyzer, *, keep: bool = False) -> Lexicon:
    """The general words of ``settings.lexicon`` and the domain's, ``lexicon/domain`` of ``settings.faq_data``.

    About a second, and a twentieth of it where somebody has kept what analysis makes of the same words; ``keep`` does
    so. Raises ContentError for bad rows, and for a folder that was asked for and is none.
    """
    if not settings.lexicon.is_dir():
        raise ContentError(f"일상어 사전 폴더가 없어요: {settings.lexicon}", remedy="BARODAP_LEXICON을 확인하세요.")
    folders = (settings.lexicon, settings.faq_data / "lexicon" / "domain")
    kept, key = settings.index_dir / LEXICON, _key(folders, analyzer)
    arrays = cache.read(kept, key)
    if arrays is not None and _LEADS in arrays:
        return Lexicon(Leads.from_json(cache.text(arrays[_LEADS])), analyzer)
    made = leads_of([entry for folder in folders for entry in read_lexicon(folder)], analyzer)
    if keep:
        cache.write(kept, key, {_LEADS: cache.strings([made.to_json()])})
    return Lexicon(made, analyzer)


def _key(folders: tuple[Path, ...], analyzer: Analyzer) -> str:
    """Names all that leads are made of. What cannot be read makes another one, and is reported by who reads it."""
    digest = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.csv")):
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{_digest(path)}\n".encode("utf-8", "surrogateescape"))
        digest.update(b"\n")
    return f"{leads.VERSION} {analyzer.fingerprint} {digest.hexdigest()}"


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
