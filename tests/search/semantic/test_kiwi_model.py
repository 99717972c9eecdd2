"""Decoded vectors and forms against Kiwi's public API, and files that are not what they should be."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from app.search.semantic import kiwi_model
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.kiwi_model import KiwiModel, load_model, locate


@pytest.fixture(scope="module")
def model() -> KiwiModel:
    loaded = load_model()
    assert isinstance(loaded, KiwiModel), loaded
    return loaded


@pytest.fixture(scope="module")
def kiwi() -> object:
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1, model_type="cong")


def test_cosines_agree_with_kiwi(model: KiwiModel, kiwi: object) -> None:
    numbers = np.random.default_rng(7).integers(100, len(model.vectors), (600, 2))
    left, right = model.vectors[numbers[:, 0]], model.vectors[numbers[:, 1]]
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    ours = (left * right).sum(axis=1) / lengths
    theirs = [kiwi.morpheme_similarity(int(a), int(b)) for a, b in numbers]  # type: ignore[attr-defined]
    assert np.abs(ours - theirs).max() < 0.015
    assert np.std(theirs) > 0.1


def test_forms_and_tags_are_those_of_kiwi(model: KiwiModel, kiwi: object) -> None:
    for number in range(0, len(model.morphemes), 97):
        token = kiwi.morpheme(number)  # type: ignore[attr-defined]
        found = model.morphemes[number]
        tag = token.tag.partition("-")[0]
        assert found.form == token.form
        assert found.tag == (tag if tag in kiwi_model.TAGS else "")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    found = locate()
    assert not isinstance(found, SemanticUnavailable)
    for name in ("cong.mdl", "sj.morph"):
        shutil.copyfile(found[0] / name, tmp_path / name)
    return tmp_path


def reason(folder: Path) -> str:
    loaded = load_model(folder)
    assert isinstance(loaded, SemanticUnavailable)
    assert "껐어요" in loaded.message
    return loaded.reason


def test_files_cut_short_switch_the_view_off(files: Path) -> None:
    path = files / "cong.mdl"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    assert reason(files) == "layout"
    path.write_bytes(data[:10])
    assert reason(files) == "layout"
    path.write_bytes(data)
    path = files / "sj.morph"
    path.write_bytes(path.read_bytes()[:-7])
    assert reason(files) == "layout"


def test_other_bits_or_groups_switch_the_view_off(files: Path) -> None:
    path = files / "cong.mdl"
    data = bytearray(path.read_bytes())
    for place in (16, 22, 23):  # dimensions, bits, group
        changed = data.copy()
        changed[place] += 1
        path.write_bytes(changed)
        assert reason(files) == "layout"


def test_morphemes_of_another_layout_switch_the_view_off(files: Path) -> None:
    path = files / "sj.morph"
    data = path.read_bytes()
    path.write_bytes(b"KIWJ" + data[4:])
    assert reason(files) == "layout"
    path.write_bytes(data + b"\0")
    assert reason(files) == "layout"
    path.write_bytes(b"KIWI" + b"\xff" * 100)
    assert reason(files) == "layout"


def test_missing_files_switch_the_view_off(tmp_path: Path) -> None:
    assert reason(tmp_path) == "layout"


def test_another_version_switches_the_view_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiwi_model, "version", lambda _: "0.25.0")
    loaded = load_model()
    assert isinstance(loaded, SemanticUnavailable)
    assert loaded.reason == "version"
    assert "0.25.0" in loaded.message


def test_without_the_package_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiwi_model, "PACKAGE", "no_such_package")
    loaded = load_model()
    assert isinstance(loaded, SemanticUnavailable)
    assert loaded.reason == "missing"
    assert "pip install" in loaded.remedy
