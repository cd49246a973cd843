"""Formats and ``init`` for other places on the command line: what goes wrong is one line, and costs no report."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Run, environment, lagrader

LEARNER = str(ROOT / "examples" / "learner")
RUNNER = {"CLASSROOM": "a", "ASSIGNMENT": "b", "SUBMISSION_TAG": "c", "COMMIT_URL": "d", "RELEASE_URL": "e"}


def check(*words: str, cwd: Path, **changed: str | None) -> Run:
    return lagrader("check", "3", LEARNER, *words, cwd=cwd, env=environment(**changed))


class TestFormats:
    def test_several_at_once(self, tmp_path: Path) -> None:
        files = [f"--format={name}=r.{name}" for name in ("html", "junit", "markdown", "gradescope", "github")]
        run = check(*files, "--format", "terminal", cwd=tmp_path)
        assert run.code == 1
        assert "8 of 20" in run.out
        assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
        assert (tmp_path / "r.junit").read_text().startswith("<?xml")
        assert (tmp_path / "r.markdown").read_text().startswith("# ")
        assert json.loads((tmp_path / "r.gradescope").read_text())["score"] == 8
        assert "::error file=" in (tmp_path / "r.github").read_text()

    @pytest.mark.parametrize("target", ["classroom50", "classroom50=result.json"])
    def test_a_variable_that_is_not_set_costs_no_report(self, target: str, tmp_path: Path) -> None:
        run = check("--format", target, cwd=tmp_path, **dict.fromkeys(RUNNER, None))
        assert run.code == 3
        assert "needs CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL" in run.err
        assert "Traceback" not in run.err
        if "=" not in target:
            assert "You left the bias out." in run.out
        assert not (tmp_path / "result.json").exists()

    def test_classroom50_reads_a_file(self, tmp_path: Path) -> None:
        run = check("--format", "classroom50=result.json", "--format", "terminal", cwd=tmp_path, **RUNNER)
        assert run.code == 1
        found = json.loads((tmp_path / "result.json").read_text())
        assert (found["score"], found["max-score"], found["assignment"]) == (8, 20, "b")

    def test_a_summary_is_added_to_what_is_there(self, tmp_path: Path) -> None:
        summary = tmp_path / "summary.md"
        summary.write_text("before\n")
        for _ in range(2):
            run = check("--format", "github", cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
            assert run.code == 1
        text = summary.read_text("utf-8")
        assert text.startswith("before\n# Linear algebra you actually need")
        assert text.count("You left the bias out.") == 2

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
    def test_a_summary_that_may_not_be_written(self, tmp_path: Path) -> None:
        summary = tmp_path / "summary.md"
        summary.touch(0o400)
        run = check("--format", "github", cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
        assert run.code == 1
        assert "GITHUB_STEP_SUMMARY names a file that could not be written (Permission denied)" in run.err

    def test_hidden_checks_are_told_by_kind(self, tmp_path: Path) -> None:
        course = tmp_path / "course"
        for name in ("exercises", "solutions"):
            shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
        rubric = course / "exercises" / "ex3_neuron" / "rubric.yaml"
        rubric.write_text(rubric.read_text("utf-8").replace("  - id: output\n", "  - id: output\n    hidden: true\n"))
        without = check("--course", str(course), cwd=tmp_path)
        assert "hidden checks worth 12 points were not looked at" in without.flat.lower()
        run = check("--course", str(course), "--hidden", "--format", "json", cwd=tmp_path)
        report = json.loads(run.out)
        assert (report["points"], report["max_points"], report["unseen_points"]) == (8, 20, 0)
        assert "torch.tensor([0.])" not in run.out
        assert "relu(w" not in run.out


class TestInit:
    @pytest.mark.parametrize(
        ("words", "file"),
        [
            (["--ci", "github"], ".github/workflows/lagrader.yml"),
            (["--ci", "gitlab"], ".gitlab-ci.yml"),
            (["--notebook"], "exercises.ipynb"),
            (["--gradescope"], "run_autograder"),
        ],
    )
    def test_what_is_there_stays(self, words: list[str], file: str, tmp_path: Path) -> None:
        run = lagrader("init", *words, cwd=tmp_path)
        assert run.code == 0
        assert run.out.strip().splitlines()[-1].startswith("Next: ")
        assert (tmp_path / file).exists()
        (tmp_path / file).write_text("mine")
        again = lagrader("init", *words, cwd=tmp_path)
        assert again.code == (2 if "--ci" in words else 0)
        assert (tmp_path / file).read_text() == "mine"

    @pytest.mark.parametrize("is_one", [True, False])
    def test_where_there_is_no_repository_it_begins_with_one(self, is_one: bool, tmp_path: Path) -> None:
        if is_one:
            (tmp_path / ".git").mkdir()
        (tmp_path / "work").mkdir()
        last = lagrader("init", "work", "--ci", "github", cwd=tmp_path).out.strip().splitlines()[-1]
        begin = "" if is_one else "git init, then "
        assert last == f"Next: cd work, then {begin}git add .github/workflows/lagrader.yml, commit and push"

    def test_one_thing_at_a_time(self, tmp_path: Path) -> None:
        run = lagrader("init", "--notebook", "--gradescope", cwd=tmp_path)
        assert run.code == 2
        assert "One thing at a time" in run.err
        assert list(tmp_path.iterdir()) == []

    def test_a_ci_that_there_is_none_for(self, tmp_path: Path) -> None:
        run = lagrader("init", "--ci", "jenkins", cwd=tmp_path)
        assert run.code == 2
        assert "github" in run.err
        assert "gitlab" in run.err

    @pytest.mark.parametrize("words", [["--ci", "github"], ["--notebook"], ["--gradescope"]])
    def test_a_file_where_a_folder_is_needed(self, words: list[str], tmp_path: Path) -> None:
        (tmp_path / "x").write_text("mine")
        run = lagrader("init", "x", *words, cwd=tmp_path)
        assert run.code == 2
        assert "Traceback" not in run.err
        assert (tmp_path / "x").read_text() == "mine"
