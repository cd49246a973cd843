"""What is left of the start in a worker that is warm: nothing that tells what lies around it."""

import textwrap
from pathlib import Path

LISTINGS = textwrap.dedent("""
    import os, sys
    def f():
        return [[path, *getattr(finder, "_path_cache", ())] for path, finder in sys.path_importer_cache.items()]
""")


def test_the_listing_of_the_folder_beside_the_package_is_forgotten(fork, repository):
    listings = fork.value(LISTINGS)
    assert len(listings) > 10
    assert not [folder for folder, *names in listings if folder == str(repository)]
    assert not [folder for folder, *names in listings if {"solutions", "exercises"} & set(names)]


def test_what_is_imported_late_is_found_all_the_same(fork):
    text = "def f():\n    import colorsys, torch.utils.checkpoint\n    return colorsys.rgb_to_hsv(0, 0, 1)[2]"
    assert fork.value(text) == 1


def test_a_rehearsal_leaves_no_thread_and_draws_nothing():
    import torch

    from lagrader.worker.warm import rehearse

    def state():
        threads = len(list(Path("/proc/self/task").iterdir())) if Path("/proc/self/task").exists() else 1
        return torch.random.get_rng_state().tolist(), torch.get_default_dtype(), torch.is_grad_enabled(), threads

    before = state()
    rehearse()
    assert state() == before
