"""Sections of documents that benchmarks write: figures come from records, never from hands."""

from __future__ import annotations

from pathlib import Path


def markers(name: str) -> tuple[str, str]:
    """The lines between which the section called ``name`` stands."""
    return f"<!-- {name}: written by the benchmark, do not edit -->", f"<!-- end of {name} -->"


def section(text: str, name: str) -> str:
    """What stands in the section called ``name`` of the document ``text``. Raises ValueError where there is none."""
    begin, end = markers(name)
    return text[text.index(begin) + len(begin) : text.index(end)].strip("\n")


def with_section(text: str, name: str, content: str) -> str:
    """The document ``text`` with ``content`` in that section."""
    begin, end = markers(name)
    start, stop = text.index(begin) + len(begin), text.index(end)
    return f"{text[:start]}\n\n{content.strip()}\n\n{text[stop:]}"


def rewrite(path: Path, name: str, content: str) -> None:
    """Put ``content`` into that section of the document at ``path``."""
    path.write_text(with_section(path.read_text(encoding="utf-8"), name, content), encoding="utf-8")
