"""The Korean of the messages, as far as a rule can tell."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import app

# A particle belongs to the word before it, a Latin one too. In the parts of an f-string that word may be a value.
_PARTICLES = r"으?로|을\(를\)|이\(가\)|은\(는\)|[을를은는와과의에]|에서|처럼|이어야|[이가](?= )"
_LOOSE = re.compile(rf"(?:[A-Za-z0-9_%)]|^) (?:{_PARTICLES})(?=[ .,]|$)")


def test_particles_are_attached_to_the_words_before_them() -> None:
    sources = [file for file in Path(app.__file__).parent.rglob("*.py") if "migrations" not in file.parts]
    loose = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file in sources
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _LOOSE.search(node.value)
    ]
    assert len(sources) > 50
    assert loose == []
