"""Classes that were graded once, for all tests of what becomes of their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.platforms import PEOPLE
from tests.cli.program import lagrader, right, swapped
from tests.cli.test_grade import NAMES, files_of
from tests.submission.class_files import laid_out


@pytest.fixture(scope="session")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anna has everything, Ben no bias, Cleo a wrong f as well, dora.zip can't be opened."""
    home = tmp_path_factory.mktemp("class")
    wrong = {"ex3": WITHOUT_BIAS, "ex5": swapped(5, "7 * x", "7 * x * x")}
    files = files_of("anna") | files_of("ben", ex3=WITHOUT_BIAS) | files_of("cleo", **wrong)
    laid_out(home / "subs", {**files, "dora.zip": b"PK"})
    (home / "who.csv").write_text(
        "id,name,email\nanna,Anna Berg,anna@x.org\nben,Ben Ulm,ben@x.org\ncleo,Cleo Zweig,cleo@x.org\n", "utf-8"
    )
    run = lagrader("grade", "subs", "--out", "marks", "--roster", "who.csv", cwd=home)
    assert run.code == 0, run.err
    return home


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learners whose ids are numbers, with names of every kind; Cem has no bias, the others have everything."""
    home = tmp_path_factory.mktemp("numbered")
    texts = {id_: WITHOUT_BIAS if id_ == "902" else right(3) for id_ in PEOPLE}
    laid_out(
        home / "subs",
        {f"{id_}/{name}": texts[id_] if n == 3 else right(n) for id_ in PEOPLE for n, name in NAMES.items()},
    )
    roster = ["id,name", *(f'{id_},"{name}"' for id_, name in PEOPLE.items())]
    (home / "who.csv").write_text("\n".join(roster), "utf-8")
    run = lagrader("grade", "subs", "--out", "marks", "--roster", "who.csv", cwd=home)
    assert run.code == 0, run.err
    return home


@pytest.fixture
def people(numbered: Path, tmp_path: Path) -> Path:
    (tmp_path / "marks").symlink_to(numbered / "marks")
    return tmp_path
