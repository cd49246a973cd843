"""Files of arrays: what NumPy and others write is read exactly; what is broken or hostile is refused, never run."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from lagrader.course import arrays
from lagrader.course.arrays import ArrayFault, opened

KINDS = {"float16": "f2", "float32": "f4", "float64": "f8", "int32": "i4", "int64": "i8", "bool": "b1"}
WIDE = {"f": "<f8", "i": "<i8", "b": "|b1"}


def npz(**members: object) -> bytes:
    """A .npz file whose members are arrays, or bytes as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in members.items():
            archive.writestr(f"{name}.npy", value if isinstance(value, bytes) else npy(value))
    return file.getvalue()


def npy(value: object, version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(value), version=version)
    return file.getvalue()


def header(text: str, body: bytes = b"", size: int | None = None) -> bytes:
    raw = text.encode()
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(raw) if size is None else size) + raw + body


def safetensors(about: object, body: bytes = b"", size: int | None = None) -> bytes:
    raw = about if isinstance(about, bytes) else json.dumps(about).encode()
    return struct.pack("<Q", len(raw) if size is None else size) + raw + body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
@given(data=st.data())
def test_what_numpy_writes_is_read_as_it_is(kind: str, order: str, data: st.DataObject) -> None:
    dtype = np.dtype(KINDS[kind] if kind == "bool" else order + KINDS[kind])
    value = data.draw(arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=3)))
    for written in (value, np.asfortranarray(value)):
        found = opened("x.npz", npz(x=written))["x"]()
        assert (found.dtype, found.values.shape) == (kind, written.shape)
        assert found.values.dtype.str == WIDE[dtype.kind]
        np.testing.assert_array_equal(found.values, written)


def test_savez_and_both_versions_of_the_header() -> None:
    for save in (np.savez, np.savez_compressed):
        file = io.BytesIO()
        save(file, a=[1.5], b=[[True]])
        found = opened("x.npz", file.getvalue())
        assert list(found) == ["a", "b"]
        assert found["b"]().values.tolist() == [[True]]
    assert opened("x.npz", npz(x=npy([1, 2], (2, 0))))["x"]().values.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("dtype", "body", "values"),
    [
        ("F32", np.array([1.5, -2], "<f4").tobytes(), [1.5, -2]),
        ("BF16", b"\xc0\x3f\x20\xc0", [1.5, -2.5]),
        ("I64", np.array([2**62, -1], "<i8").tobytes(), [2**62, -1]),
        ("BOOL", b"\x00\x02", [False, True]),
    ],
)
def test_safetensors(dtype: str, body: bytes, values: list[object]) -> None:
    about = {"__metadata__": {}, "x": {"dtype": dtype, "shape": [2], "data_offsets": [1, 1 + len(body)]}}
    found = opened("x.safetensors", safetensors(about, b"?" + body))
    assert list(found) == ["x"]
    assert found["x"]().values.tolist() == values


class Runs:
    """Unpickled, it would raise what no reader raises."""

    def __reduce__(self) -> tuple[object, ...]:
        return exec, ("raise SystemExit('executed')",)


OBJECTS = np.array([Runs()], dtype=object)
PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }\n"

NPZ_FAULTS = {
    "pickled objects": (npy(OBJECTS), "Python objects and records are never read"),
    "a pickle alone": (pickle.dumps(Runs()), "it is no array of NumPy's"),
    "records": (npy(np.zeros(2, dtype=[("a", "f4")])), "it is no plain array of numbers"),
    "complex numbers": (npy([1j]), "its dtype is c16; save it as one of float16"),
    "texts": (npy(["a"]), "its dtype is U1; save it as one of"),
    "bytes of pictures": (npy(np.zeros(3, "u1")), "its dtype is u1; save it as one of"),
    "a header of absurd length": (header(PLAIN % "1,", size=2**32 - 1), "its header has 4,294,967,295 bytes"),
    "a long header": (header(PLAIN % "1," + " " * 2000), "its header has 2,0"),
    "a header that is a program": (header("__import__('os').abort()"), "it is no plain array of numbers"),
    "a header of brackets": (header("[" * 900), "it is no plain array of numbers"),
    "a shape of terabytes": (header(PLAIN % "1000000, 1000000"), "more than the 4,000,000 entries"),
    "a shape below nothing": (header(PLAIN % "-1,", b"12345678"), "it is no plain array of numbers"),
    "many dimensions": (header(PLAIN % ("1, " * 33), b"12345678"), "it has 33 dimensions"),
    "too few bytes": (header(PLAIN % "2,", b"12345678"), "more or fewer bytes than its shape says"),
    "too many bytes": (header(PLAIN % "0,", b"12345678"), "more or fewer bytes than its shape says"),
    "nothing": (b"", "it is no array of NumPy's"),
    "a beginning": (b"\x93NUMPY\x01", "it is no array of NumPy's"),
}


@pytest.mark.parametrize("name", NPZ_FAULTS)
def test_an_array_of_an_npz_that_is_refused(name: str) -> None:
    data, said = NPZ_FAULTS[name]
    with pytest.raises(ArrayFault) as caught:
        opened("x.npz", npz(x=data))["x"]()
    assert said in str(caught.value)


def test_a_bomb_is_unpacked_no_further_than_an_array_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_ENTRIES", 1000)
    bomb = npz(x=header(PLAIN % "10,", bytes(10**6)))
    assert len(bomb) < 2000
    with pytest.raises(ArrayFault, match="unpacks to more than"):
        opened("x.npz", bomb)["x"]()
    # One that says that it is small stops there.
    lying = bomb.replace(struct.pack("<I", 10**6 + len(header(PLAIN % "10,"))), struct.pack("<I", 200))
    assert lying != bomb
    with pytest.raises(ArrayFault, match=r"broken|more or fewer"):
        opened("x.npz", lying)["x"]()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "this is no .npz file"),
        (b"PK\x03\x04", "this is no .npz file"),
        (npy([1.0]), "this is no .npz file"),
        (npz(x=[1.0])[:-30], "this is no .npz file"),
        (npz(**{f"x{number}": b"" for number in range(1001)}), "it has more than 1,000 files"),
    ],
)
def test_what_is_no_npz(data: bytes, said: str) -> None:
    with pytest.raises(ArrayFault) as caught:
        opened("x.npz", data)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        safetensors({}, size=2**63),
        safetensors({}, size=200_000, body=bytes(300_000)),
        safetensors(b"[" * 50_000),
        safetensors(b'{"x": ' + b"9" * 5000 + b"}"),
        safetensors(b"\xff{}"),
        safetensors([1]),
    ],
)
def test_what_is_no_safetensors_file(data: bytes) -> None:
    with pytest.raises(ArrayFault, match=r"this is no \.safetensors file"):
        opened("x.safetensors", data)


def entry(**changes: object) -> dict[str, object]:
    return {"dtype": "F64", "shape": [1], "data_offsets": [0, 8], **changes}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (entry(data_offsets=[0, 9]), "does not say where"),
        (entry(data_offsets=[8, 0]), "does not say where"),
        (entry(data_offsets=[-8, 0]), "does not say where"),
        (entry(data_offsets=[0, 4]), "more or fewer bytes"),
        (entry(shape=[2]), "more or fewer bytes"),
        (entry(shape=[True]), "does not say where"),
        (entry(shape=[-1]), "does not say where"),
        (entry(shape=[2**62, 2**62]), "more than the 4,000,000 entries"),
        (entry(shape=[1] * 33), "33 dimensions"),
        (entry(dtype="F8_E4M3"), "its dtype is F8_E4M3"),
        (entry(dtype=1), "does not say where"),
        ([1], "does not say where"),
    ],
)
def test_a_tensor_of_a_safetensors_file_that_is_refused(about: object, said: str) -> None:
    with pytest.raises(ArrayFault) as caught:
        opened("x.safetensors", safetensors({"x": about}, bytes(8)))["x"]()
    assert said in str(caught.value)


@given(cut=st.integers(0, 400), at=st.integers(0, 400), byte=st.integers(0, 255))
def test_what_is_broken_anywhere_is_refused_or_read(cut: int, at: int, byte: int) -> None:
    about = {"x": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}
    whole = {"x.npz": npz(x=np.ones((2, 2))), "x.safetensors": safetensors(about, bytes(16))}
    for name, data in whole.items():
        broken = bytearray(data[: len(data) - cut] if cut < at else data)
        if at < len(broken):
            broken[at] = byte
        try:
            found = opened(name, bytes(broken))
            for array in found.values():
                array()
        except ArrayFault:
            pass


def test_the_digest_of_a_course_is_over_its_arrays_too(tmp_path: Path) -> None:
    import shutil

    from lagrader.course import Course

    source = Path(__file__).resolve().parents[1] / "courses" / "rubric_features"
    copy = Path(shutil.copytree(source, tmp_path / "course"))
    before = Course.load(copy).digest
    (copy / "exercises" / "ex3_files" / "data" / "measured.npz").write_bytes(npz(x=np.ones((3, 3))))
    assert Course.load(copy).digest != before
