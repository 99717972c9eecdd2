"""YAML in which every scalar is a string and every value knows its line.

``id: 2024``, ``- 1:1`` and ``- no`` mean the text that is written, not a number, a sexagesimal or False.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

try:
    from yaml import CBaseLoader as Loader  # ten times as fast; absent where PyYAML was built without libyaml
except ImportError:
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

Path = tuple[Hashable, ...]

MAX_DEPTH = 50
"""Collections within each other. What articles and categories need is far less; the parser's C stack bears far more."""

_TOO_DEEP = f"목록이 너무 깊어요. (최대 {MAX_DEPTH}단계)"


class YamlError(Exception):
    """``line`` counts from 1; the message is Korean."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Document:
    """``value`` is made of dicts, lists and strings (``None`` for nothing); ``lines`` gives the line of each path."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of ``path`` or of the nearest part of it that is written down."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, first_line: int = 1) -> Document:
    """Parse one document whose first line is the ``first_line``-th of its file.

    Raises YamlError for what is not YAML, a repeated key, more than ``MAX_DEPTH`` levels, and anchors, which articles
    have no use for.
    """
    loader = Loader(text)
    try:
        _check_depth(text, first_line)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        # Newer versions of the parser have a limit of their own, which may come before ours is counted.
        deep = "nesting depth" in (error.problem or "")
        message = _TOO_DEEP if deep else f"YAML 형식이 잘못됐어요. ({error.problem})"
        raise YamlError(first_line + line, message) from error
    except yaml.YAMLError as error:
        raise YamlError(first_line, f"YAML 형식이 잘못됐어요. ({error})") from error
    finally:
        loader.dispose()
    lines: dict[Path, int] = {}
    return Document(None if node is None else _build(node, (), first_line, lines, set()), lines)


def _check_depth(text: str, first_line: int) -> None:
    # Before anything that recurses: composing the nodes does so in C, where too deep is a crash and no exception.
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line if event.start_mark else 0
                raise YamlError(first_line + line, _TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _build(node: yaml.Node, path: Path, first_line: int, lines: dict[Path, int], seen: set[int]) -> Any:
    line = first_line + node.start_mark.line
    lines.setdefault(path, line)
    if id(node) in seen:
        raise YamlError(line, "앵커와 별칭(&, *)은 쓸 수 없어요.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), first_line, lines, seen) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_line = first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError(key_line, "필드 이름은 글자여야 해요.")
            key = str(key_node.value)
            if key in mapping:
                raise YamlError(key_line, f"'{key}' 필드가 두 번 나와요.")
            lines[*path, key] = key_line
            mapping[key] = _build(value_node, (*path, key), first_line, lines, seen)
        return mapping
    assert isinstance(node, yaml.ScalarNode)
    return str(node.value) if node.value or node.style else None
