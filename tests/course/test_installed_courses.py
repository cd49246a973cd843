"""Courses of installed packages: found by name wherever a course is named, located and never imported."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lagrader.course import course_of
from lagrader.course.installed import course_names, find_course
from lagrader.errors import CourseError
from tests.cli.program import EXERCISES, ROOT, Run, environment, lagrader, work
from tests.places.runner import PLUGIN

TITLE = "Averages you actually need"
HARMFUL = "import pathlib\npathlib.Path(__file__).with_name('was_imported').touch()\nraise SystemExit('imported')\n"


def put_course(folder: Path) -> None:
    """Write a course of one exercise, the third of ours, into a package's folder."""
    home = folder / "exercises"
    shutil.copytree(ROOT / "exercises" / EXERCISES[3], home / EXERCISES[3])
    (home / "course.yaml").write_text(f'title: {TITLE}\nversion: "1.0"\n', encoding="utf-8")
    (folder / "solutions").mkdir()
    shutil.copy(ROOT / "solutions" / f"{EXERCISES[3]}.py", folder / "solutions")


def announce(site: Path, value: str, name: str = "averages", package: str = "averages-course") -> None:
    """Write what an installation writes about a package that brings a course."""
    about = site / f"{package.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[lagrader.courses]\n{name} = {value}\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages, with one whose import would not go unnoticed."""
    folder = tmp_path / "site"
    announce(folder, "averages_course")
    put_course(folder / "averages_course")
    (folder / "averages_course" / "__init__.py").write_text(HARMFUL)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner's folder, with the right answer in it."""
    return work(tmp_path / "home", dict.fromkeys((1, 2, 4, 5)))


def run(site: Path, *words: str, cwd: Path) -> Run:
    path = os.pathsep.join((str(ROOT), *map(str, sorted(site.parent.glob("site*")))))
    return lagrader(*words, cwd=cwd, env=environment(PYTHONPATH=path))


def refused(site: Path, monkeypatch: pytest.MonkeyPatch, name: str = "averages") -> str:
    monkeypatch.syspath_prepend(site)
    with pytest.raises(CourseError) as caught:
        find_course(name)
    return str(caught.value)


# --- the program -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_command_finds_it_and_none_imports_it(site: Path, home: Path) -> None:
    assert run(site, "list", "--course", "averages", cwd=home).out.startswith(TITLE)
    assert "relu" in run(site, "show", "3", "--course", "averages", cwd=home).out
    assert run(site, "check", "--course", "averages", "--format", "plain", cwd=home).out == "ex3 20/20\ntotal 20/20\n"
    assert "neuron(x, w, b)" in run(site, "solution", "3", "--course=averages", cwd=home).out
    assert run(site, "hint", "3", "--course", "averages", cwd=home).code == 0
    assert re.search(f"course +{TITLE} 1.0 +{site}", run(site, "doctor", "--course", "averages", cwd=home).out)
    shutil.copytree(home / "solutions", home / "class" / "anna")
    graded = run(site, "grade", "class", "--out", "marks", "--course", "averages", cwd=home)
    assert graded.code == 0, graded.err
    assert "full marks 100 %" in graded.out
    assert not list(site.rglob("was_imported"))


def test_advice_repeats_the_word_as_it_was_given(site: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for course in ("averages", "../site/averages_course", f"{site}/averages_course"):
        out = run(site, "list", "--course", course, cwd=tmp_path / "empty").out
        assert out.endswith(f"Next: lagrader init --course {course}\n")


def test_a_folder_of_that_name_wins(site: Path, home: Path) -> None:
    put_course(home / "averages")
    (home / "averages" / "exercises" / "course.yaml").write_text('title: Mine\nversion: "1"\n')
    for word in ("averages", "./averages", f".{os.sep}averages"):
        run_ = run(site, "list", "--course", word, cwd=home)
        assert run_.out.startswith("Mine "), run_.err
    shutil.rmtree(home / "averages")
    assert run(site, "list", "--course", "averages", cwd=home).out.startswith(TITLE)
    run_ = run(site, "list", "--course", "./averages", cwd=home)
    assert (run_.code, run_.out) == (2, "")
    assert "averages is not a folder. Name another folder with --course DIR" in run_.err


def test_a_file_of_that_name_does_not(site: Path, home: Path) -> None:
    (home / "averages").write_text("")
    assert run(site, "list", "--course", "averages", cwd=home).out.startswith(TITLE)


def test_a_name_that_is_none(site: Path, home: Path) -> None:
    announce(site, "other_course", "shapes", "other-course")
    run_ = run(site, "list", "--course", "avarages", cwd=home)
    assert (run_.code, run_.out) == (2, "")
    assert run_.err == (
        'There is no course "avarages": no folder here and no installed course has this name; did you mean "averages"? '
        "Installed: averages, shapes. A folder elsewhere: --course DIR.\n"
    )
    assert "has this name. Installed: averages, shapes." in run(site, "check", "--course", "qqq", cwd=home).err


def test_doctor_names_what_is_installed(site: Path, home: Path) -> None:
    assert re.search(r"^courses +averages +to use one: --course NAME$", run(site, "doctor", cwd=home).out, re.MULTILINE)


def test_pytest_finds_it(site: Path, home: Path) -> None:
    (home / "pytest.ini").write_text("[pytest]\nlagrader_course = averages\n")
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider", "-q"]
    path = os.pathsep.join((str(ROOT), str(site)))
    done = subprocess.run(
        command, cwd=home, env=environment(PYTHONPATH=path), capture_output=True, text=True, check=False
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


# --- from Python -------------------------------------------------------------------------------------------


def test_the_api_finds_it(site: Path, home: Path) -> None:
    program = "import lagrader; print(lagrader.check(course='averages').points)"
    path = os.pathsep.join((str(ROOT), str(site)))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home, env=environment(PYTHONPATH=path), capture_output=True, check=False
    )
    assert done.stdout.split() == [b"20"], done.stderr


def test_a_path_object_is_always_a_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(site)
    assert course_of("averages").title == TITLE
    with pytest.raises(CourseError, match="averages is not a folder"):
        course_of(Path("averages"))


@pytest.mark.parametrize("word", [".", "..", "", "a/b", "a\\b", "x" * 61])
def test_what_is_no_name_is_a_folder(word: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagrader.course.installed.find_course", lambda name: pytest.fail(f"asked for {name}"))
    with pytest.raises(CourseError, match=r"is not a folder|has no folder exercises"):
        course_of(word, beside=tmp_path / "site")


# --- where a package lies ----------------------------------------------------------------------------------


def test_a_folder_inside_a_package(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(site, "bundle.courses.shapes", "shapes", "bundle")
    put_course(site / "bundle" / "courses" / "shapes")
    (site / "bundle" / "__init__.py").write_text(HARMFUL)
    monkeypatch.syspath_prepend(site)
    assert find_course("shapes") == site / "bundle" / "courses" / "shapes"
    assert course_names() == ["averages", "shapes"]
    assert not list(site.rglob("was_imported"))


def test_a_package_that_lies_elsewhere_as_in_an_editable_installation(site: Path, home: Path) -> None:
    elsewhere = site.with_name("site_of_its_checkout")
    elsewhere.mkdir()
    (site / "averages_course").rename(elsewhere / "averages_course")
    assert run(site, "list", "--course", "averages", cwd=home).out.startswith(TITLE)
    assert not list(elsewhere.rglob("was_imported"))


def test_a_folder_of_the_packages_name_is_not_taken_for_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_course(tmp_path / "home" / "averages_course")
    monkeypatch.syspath_prepend(site)
    monkeypatch.syspath_prepend(tmp_path / "home")  # as "python -m lagrader" does with the current folder
    assert find_course("averages") == site / "averages_course"


def test_two_packages_bring_one_name(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(site, "other_course", package="other-course")
    put_course(site / "other_course")
    assert refused(site, monkeypatch) == (
        'Several packages bring a course "averages": averages-course 1.0 and other-course 1.0. '
        "Uninstall all but one, or name the course's folder with --course DIR."
    )


def test_a_package_without_its_files(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(site / "averages_course" / "exercises")
    said = refused(site, monkeypatch)
    assert said.startswith('The course "averages" of averages-course 1.0 can\'t be used: ')
    assert said.endswith("averages_course has no folder exercises. Its package must hold the files of exercises/ and "
                         "solutions/.")  # fmt: skip


@pytest.mark.parametrize("is_module", [True, False])
def test_a_package_that_is_gone(is_module: bool, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(site / "averages_course")
    if is_module:
        (site / "averages_course.py").write_text(HARMFUL)
    said = refused(site, monkeypatch)
    assert "there is no folder of the package averages_course. Install it anew; where it is installed in edit" in said


def test_a_package_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path / "site", "zipped_course")
    put_course(tmp_path / "zipped_course")
    (tmp_path / "zipped_course" / "__init__.py").write_text(HARMFUL)
    with zipfile.ZipFile(tmp_path / "courses.zip", "w") as archive:
        for path in sorted((tmp_path / "zipped_course").rglob("*")):
            archive.write(path, path.relative_to(tmp_path))
    monkeypatch.syspath_prepend(tmp_path / "courses.zip")
    said = refused(tmp_path / "site", monkeypatch)
    assert "it lies in the archive " in said
    assert "Install it unpacked, with pip." in said


@pytest.mark.parametrize("value", ["averages_course:COURSE", "../home", "averages course", "averages_course [x]", "1a"])
def test_what_names_no_package(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path / "site", value)
    said = refused(tmp_path / "site", monkeypatch)
    assert f'"{value}" is not the name of a package, such as averages_course.' in said


def test_what_the_course_is_shows_in_the_report(site: Path, home: Path) -> None:
    report = json.loads(run(site, "check", "--course", "averages", "--format", "json", cwd=home).out)
    assert report["course"] == {"title": TITLE, "version": "1.0", "digest": report["course"]["digest"]}
