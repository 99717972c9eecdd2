"""The category tree: read from ``categories.yaml``, grown by imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, ValidationError

from app.content import yaml
from app.content.slug import slugify
from app.content.text import clean_line
from app.errors import ContentError
from app.models import Category
from app.validation import explain

FILE_NAME = "categories.yaml"


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else "" if value is None else value


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Annotated[str, Field(min_length=1, pattern=r"^[^>]*$"), BeforeValidator(_line)]
    description: Annotated[str, BeforeValidator(_line)] = ""
    children: list[_Node] = []


class _Tree(RootModel[list[_Node]]):
    pass


def load_categories(path: Path) -> list[Category]:
    """The tree of ``path`` in display order; ``position`` orders siblings.

    Raises ContentError that lists every fault with its line: an unknown or missing field, an id or a name that two
    siblings share.
    """
    try:
        document = yaml.parse(path.read_text(encoding="utf-8-sig"))
        nodes = _Tree.model_validate(document.value or []).root
        faults: list[tuple[int, str]] = []
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            f"분류 파일을 읽을 수 없어요: {path} ({error})", remedy="UTF-8로 저장된 파일인지 확인하세요."
        ) from error
    except yaml.YamlError as error:
        nodes, faults = [], [(error.line, error.message)]
    except ValidationError as error:
        nodes, faults = [], [(document.line(fault["loc"]), explain(fault)) for fault in error.errors()]
    categories = list(_flatten(nodes, (), (), document, faults)) if nodes else []
    if faults:
        listing = "\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults))
        raise ContentError(f"분류 파일에 고칠 곳이 있어요.\n{listing}", remedy="위의 줄을 고치세요.")
    return categories


def _flatten(
    nodes: Sequence[_Node],
    parents: tuple[Category, ...],
    at: yaml.Path,
    document: yaml.Document,
    faults: list[tuple[int, str]],
) -> Iterator[Category]:
    ids: set[str] = set()
    names: set[str] = set()
    for position, node in enumerate(nodes):
        here = (*at, position)
        if node.id in ids:
            faults.append((document.line((*here, "id")), f"분류 id '{node.id}'이(가) 같은 단계에 두 번 나와요."))
        if node.name in names:
            faults.append((document.line((*here, "name")), f"분류 이름 '{node.name}'이(가) 같은 단계에 두 번 나와요."))
        ids.add(node.id)
        names.add(node.name)
        prefix, path = (f"{parents[-1].id}/", parents[-1].names) if parents else ("", ())
        category = Category(prefix + node.id, (*path, node.name), node.description, position)
        yield category
        yield from _flatten(node.children, (*parents, category), (*here, "children"), document, faults)


@dataclass(slots=True)
class Node:
    """A category without its ancestors' names, which are looked up, so that renaming one renames all breadcrumbs."""

    id: str
    name: str
    description: str
    position: int


@dataclass(slots=True)
class CategoryTree:
    """Finds a category by its names, makes it when it is not there, and lists all in display order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    _ids: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> CategoryTree:
        tree = cls()
        for node in nodes:
            tree._put(node)
        return tree

    def merge(self, categories: Iterable[Category]) -> None:
        """Take over ``categories`` as a file states them: new ones come in, known ids get its name and place."""
        for category in categories:
            self._put(Node(category.id, category.name, category.description, category.position))

    def resolve(self, names: Sequence[str]) -> str:
        """The id of the category with these names from the root down, made where it is not there."""
        current = ""
        for name in names:
            current = self._ids.get((current, name)) or self._make(current, name)
        return current

    def names(self, category_id: str) -> tuple[str, ...]:
        """Display names from the root down."""
        parent, _, _ = category_id.rpartition("/")
        return (*(self.names(parent) if parent else ()), self.nodes[category_id].name)

    def remove(self, category_id: str) -> None:
        """Take out a category that has no children."""
        node = self.nodes.pop(category_id)
        if self._ids.get((_parent(category_id), node.name)) == category_id:
            del self._ids[_parent(category_id), node.name]

    def listed(self) -> list[Category]:
        """All categories, parents before children, siblings by position; ``position`` counts through the list."""
        children: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            children.setdefault(_parent(node.id), []).append(node)
        listing: list[Category] = []
        pending = _in_order(children.get("", []))
        while pending:
            node = pending.pop()
            listing.append(Category(node.id, self.names(node.id), node.description, len(listing)))
            pending += _in_order(children.get(node.id, []))
        return listing

    def _put(self, node: Node) -> None:
        before = self.nodes.get(node.id)
        if before is not None and self._ids.get((_parent(node.id), before.name)) == node.id:
            del self._ids[_parent(node.id), before.name]
        self.nodes[node.id] = node
        self._ids[_parent(node.id), node.name] = node.id

    def _make(self, parent: str, name: str) -> str:
        prefix = f"{parent}/" if parent else ""
        base = prefix + slugify(name, fallback="category")
        category_id, number = base, 2
        while category_id in self.nodes:
            category_id, number = f"{base}-{number}", number + 1
        siblings = [node.position for node in self.nodes.values() if _parent(node.id) == parent]
        self._put(Node(category_id, name, "", max(siblings, default=-1) + 1))
        return category_id


def _parent(category_id: str) -> str:
    return category_id.rpartition("/")[0]


def _in_order(nodes: list[Node]) -> list[Node]:
    # Reversed: the list is used as a stack.
    return sorted(nodes, key=lambda node: (node.position, node.id), reverse=True)
