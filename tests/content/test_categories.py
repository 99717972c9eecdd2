from __future__ import annotations

from pathlib import Path

import pytest

from app.content.categories import CategoryTree, Node, load_categories
from app.errors import ContentError
from app.models import Category


def load(folder: Path, text: str) -> list[Category]:
    path = folder / "categories.yaml"
    path.write_text(text)
    return load_categories(path)


def test_the_tree_in_display_order(tmp_path: Path) -> None:
    text = """
- id: b
  name: 둘
  description: 설명
  children:
    - {id: y, name: '1:1 채팅'}
    - {id: x, name: 캐시/월렛, children: [{id: x, name: 둘}]}
- {id: a, name: 하나}
"""
    assert load(tmp_path, text) == [
        Category("b", ("둘",), "설명", 0),
        Category("b/y", ("둘", "1:1 채팅"), "", 0),
        Category("b/x", ("둘", "캐시/월렛"), "", 1),
        Category("b/x/x", ("둘", "캐시/월렛", "둘"), "", 0),
        Category("a", ("하나",), "", 1),
    ]


def test_an_empty_file_is_an_empty_tree(tmp_path: Path) -> None:
    assert load(tmp_path, "# 아직 없어요\n") == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("- {id: a, name: 하나}\n- {id: a, name: 둘}\n", [":2: 분류 id 'a'"]),
        ("- {id: a, name: 하나}\n- {id: b, name: 하나}\n", [":2: 분류 이름 '하나'"]),
        (
            "- id: a\n  name: 하나\n  children:\n    - {id: b, name: 둘}\n    - {id: b, name: 둘}\n",
            [":5: 분류 id 'b'", ":5: 분류 이름 '둘'"],
        ),
        ("- id: a\n  nmae: 하나\n", [":1: 필수 필드", ":2: 알 수 없는 필드"]),
        ("- id: A b\n  name: 가 > 나\n", [":1: '", ":2: '"]),
        ("- id: a\n  name:\n", [":2: '"]),
        ("id: a\n", [":1: '"]),
        ("- [\n", ["YAML 형식이"]),
    ],
)
def test_every_fault_is_named_with_its_line(tmp_path: Path, text: str, faults: list[str]) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text)
    lines = caught.value.message.splitlines()[1:]
    assert len(lines) == len(faults)
    assert all(fault in line for fault, line in zip(faults, lines, strict=True)), lines


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="없는"):
        load_categories(tmp_path / "없는.yaml")
    (tmp_path / "cp949.yaml").write_bytes("- {id: a, name: 하나}".encode("cp949"))
    with pytest.raises(ContentError, match="cp949"):
        load_categories(tmp_path / "cp949.yaml")


def test_a_renamed_category_frees_its_old_name() -> None:
    tree = CategoryTree.of([Node("a", "옛 이름", "", 0)])
    tree.merge([Category("a", ("새 이름",))])
    assert tree.resolve(("새 이름",)) == "a"
    assert tree.resolve(("옛 이름",)) == "옛-이름"


def test_a_file_takes_over_a_name_that_an_import_made() -> None:
    tree = CategoryTree()
    assert tree.resolve(("정산",)) == "정산"
    tree.merge([Category("settlement", ("정산",))])
    assert tree.resolve(("정산",)) == "settlement"
    tree.remove("정산")
    assert tree.resolve(("정산",)) == "settlement"
