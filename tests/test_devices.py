"""Devices: which words are devices, which are here, and what is said about the others."""

from __future__ import annotations

import pytest

from lagrader.devices import check_name, resolve
from lagrader.errors import DeviceError, UsageError
from lagrader.wire import Found

CPU = Found(("cpu",), "2.13.0+cpu", {"cuda_build": None})
NO_GPU = Found(("cpu",), "2.13.0+cu126", {"cuda_build": "12.6"})
TWO_GPUS = Found(("cpu", "cuda:0", "cuda:1"), "2.13.0+cu126", {"cuda_build": "12.6"})
APPLE = Found(("cpu", "mps"), "2.13.0", {"cuda_build": None})


@pytest.mark.parametrize("name", ["auto", "cpu", "cuda", "cuda:0", "cuda:17", "mps"])
def test_names_of_devices(name):
    check_name(name)


@pytest.mark.parametrize(
    "name", ["", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:0 ", "cuda:0\n", "mps:0", "cpu:0", "auto:0", "tpu"]
)
def test_other_words_are_wrong_usage_and_the_right_ones_are_named(name):
    with pytest.raises(UsageError) as caught:
        check_name(name)
    assert "auto, cpu, cuda, cuda:N or mps" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("name", "near"), [("CPU", "cpu"), ("cude:0", "cuda"), ("mp", "mps"), ("Auto", "auto")])
def test_did_you_mean(name, near):
    with pytest.raises(UsageError, match=f'did you mean "{near}"'):
        check_name(name)


@pytest.mark.parametrize(
    ("wanted", "found", "device"),
    [
        ("auto", CPU, "cpu"),
        ("auto", NO_GPU, "cpu"),
        ("auto", TWO_GPUS, "cuda:0"),
        ("auto", APPLE, "mps"),
        ("cpu", TWO_GPUS, "cpu"),
        ("cuda", TWO_GPUS, "cuda:0"),
        ("cuda:1", TWO_GPUS, "cuda:1"),
        ("mps", APPLE, "mps"),
    ],
)
def test_the_device_to_use(wanted, found, device):
    assert resolve(wanted, found) == device


@pytest.mark.parametrize(
    ("wanted", "found"), [("cuda", CPU), ("cuda", NO_GPU), ("cuda:2", TWO_GPUS), ("mps", TWO_GPUS), ("cuda:0", APPLE)]
)
def test_one_that_is_not_here_is_exit_code_2_with_those_that_are(wanted, found):
    with pytest.raises(DeviceError) as caught:
        resolve(wanted, found)
    assert wanted in str(caught.value)
    assert str(caught.value).endswith(f"Here: {', '.join(found.names)}.")
    assert caught.value.exit_code == 2


def test_a_cpu_build_of_torch_is_the_reason_where_it_is():
    with pytest.raises(DeviceError, match=r"this torch \(2.13.0\+cpu\) is a CPU build"):
        resolve("cuda", CPU)
    with pytest.raises(DeviceError) as caught:
        resolve("cuda", NO_GPU)
    assert "CPU build" not in str(caught.value)
