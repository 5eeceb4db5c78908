"""Models on disk: written alike, read back alike, and refused when damaged, missing or foreign."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from nlp import artifacts
from nlp.errors import ModelError

ARRAYS = {"weights": np.arange(6, dtype=np.float32).reshape(2, 3), "classes": np.array([3, 1, 2], np.int8)}
META = {"labels": ["школа", "район"], "temperature": 1.5, "none": None}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SVERKA_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_model_comes_back_as_it_was_saved() -> None:
    artifacts.save_model("probe", ARRAYS, META)
    arrays, meta = artifacts.load_model("probe")
    assert meta == META
    assert set(arrays) == set(ARRAYS)
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    array=arrays_of.arrays(
        st.sampled_from([np.float32, np.float64, np.int8, np.int32, np.bool_]),
        arrays_of.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5),
    ),
    meta=st.dictionaries(st.text(max_size=5), st.none() | st.integers(-9, 9) | st.text(max_size=9), max_size=4),
)
def test_any_array_and_any_meta_survive(array: np.ndarray, meta: dict[str, object]) -> None:
    # Slices, transposed and reversed arrays are not contiguous in memory; what counts is their content.
    artifacts.save_model("any", {"plain": array, "turned": array.T[::-1]}, meta)
    arrays, back = artifacts.load_model("any")
    np.testing.assert_array_equal(arrays["plain"], array)
    np.testing.assert_array_equal(arrays["turned"], array.T[::-1])
    assert back == meta


def test_the_same_model_gives_the_same_bytes_whatever_the_order(folder: Path) -> None:
    artifacts.save_model("b", ARRAYS, META)
    artifacts.save_model("a", ARRAYS, META)
    first = content(folder)
    artifacts.save_model("a", dict(reversed(ARRAYS.items())), dict(reversed(META.items())))
    artifacts.save_model("b", ARRAYS, META)
    assert content(folder) == first
    assert sorted(first) == ["a.json", "a.safetensors", "b.json", "b.safetensors", "manifest.json"]


def test_what_is_gone_leaves_the_manifest(folder: Path) -> None:
    artifacts.save_model("old", ARRAYS, META)
    (folder / "old.json").unlink()
    artifacts.save_model("new", ARRAYS, META)
    known = json.loads((folder / "manifest.json").read_text("utf-8"))["sha256"]
    assert sorted(known) == ["new.json", "new.safetensors", "old.safetensors"]


def cut_weights(folder: Path) -> None:
    path = folder / "probe.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(folder: Path) -> None:
    path = folder / "probe.json"
    path.write_bytes(path.read_bytes().replace("район".encode(), "рейон".encode()))


def bring_a_foreign_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    del manifest["sha256"]["probe.safetensors"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def write_another_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}), "utf-8")


def break_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]", "utf-8")


def put_a_pickle(folder: Path) -> None:
    """A file that is no safetensors, though the manifest vouches for it."""
    artifacts.write_models({"probe.safetensors": b"\x80\x04\x95pickle"})


def put_a_list(folder: Path) -> None:
    artifacts.write_models({"probe.json": b"[1]"})


def put_no_json(folder: Path) -> None:
    artifacts.write_models({"probe.json": b"{\xff"})


DAMAGES = {
    cut_weights: "повреждён",
    flip_a_bit: "повреждён",
    bring_a_foreign_file: "файл чужой",
    write_another_format: "в формате 99",
    break_the_manifest: "manifest.json не прочитан",
    put_a_pickle: "не safetensors",
    put_a_list: "нет объекта",
    put_no_json: "не JSON",
    lambda folder: (folder / "probe.json").unlink(): "не открывается",
    lambda folder: (folder / "manifest.json").unlink(): "manifest.json не прочитан",
}


@pytest.mark.parametrize(("damage", "why"), DAMAGES.items())
def test_what_is_not_ours_is_refused_with_the_cause_and_a_way_out(damage, why: str, folder: Path) -> None:
    artifacts.save_model("probe", ARRAYS, META)
    damage(folder)
    with pytest.raises(ModelError) as caught:
        artifacts.load_model("probe")
    assert why in caught.value.why
    assert "sverka train" in caught.value.advice


def test_without_models_the_encoder_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="sverka train"):
        artifacts.load_encoder()


def test_a_batch_size_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVERKA_ENCODER", "some-model")
    monkeypatch.setenv("SVERKA_ENCODER_BATCH", "много")
    with pytest.raises(ModelError, match="SVERKA_ENCODER_BATCH=много"):
        artifacts.load_encoder()
