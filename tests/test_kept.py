from __future__ import annotations

from app.kept import Kept


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept: Kept[str, int] = Kept(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


def test_what_is_put_again_is_new_again() -> None:
    kept: Kept[str, int] = Kept(2)
    for key, value in (("a", 1), ("b", 2), ("a", 4), ("c", 3)):
        kept.put(key, value)
    assert [kept.get(key) for key in "abc"] == [4, None, 3]


def test_what_weighs_more_leaves_room_for_fewer() -> None:
    kept: Kept[str, str] = Kept(10, lambda key, value: len(key) + len(value))
    for key, value in (("a", "1234"), ("b", "1234"), ("c", "123")):
        kept.put(key, value)
    assert [kept.get(key) for key in "abc"] == [None, "1234", "123"]
    kept.put("b", "1")
    kept.put("d", "123")
    assert [kept.get(key) for key in "bcd"] == ["1", "123", "123"]


def test_what_is_too_heavy_drives_nothing_out_and_leaves_nothing_old_behind() -> None:
    kept: Kept[str, str] = Kept(4, lambda _, value: len(value))
    kept.put("a", "1")
    kept.put("b", "2")
    kept.put("b", "12345")
    assert [kept.get(key) for key in "ab"] == ["1", None]


def test_what_is_kept_is_not_made_again() -> None:
    kept: Kept[str, list[int]] = Kept(2)
    first = kept.made("a", list)
    assert kept.made("a", lambda: [1]) is first
