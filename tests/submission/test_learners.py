"""Whose work lies where: each layout from files as its platform writes them, and what is recognised by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.errors import SubmissionError, UsageError
from lagrader.submission import SourceFile
from lagrader.submission.handed import find_handed
from lagrader.submission.layouts import LAYOUTS, Clues, plain
from lagrader.submission.learners import Class, find_learners
from lagrader.submission.shelf import natural
from tests.submission.class_files import Content, laid_out, tarred, zipped
from tests.submission.test_find import IDS, TARGETS
from tests.submission.test_notebook import notebook

NEURON = "def neuron(x, w, b):\n    return 0\n"
OPEN = ExitStack()


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    with OPEN:
        yield


def found(root: Path, files: Mapping[str, Content], layout: str | None = None) -> Class:
    return find_learners(laid_out(root, files), IDS, OPEN, layout)


def ids(class_: Class) -> list[str]:
    return [learner.id for learner in class_.learners]


def source(class_: Class, id_: str, exercise: str = "ex3_neuron") -> str:
    (learner,) = [learner for learner in class_.learners if learner.id == id_]
    file = find_handed(learner.work, IDS, TARGETS, Path(id_)).files[exercise]
    assert isinstance(file.source, SourceFile), file.source
    return file.source.text


# --- a folder, a file, an archive for each ----------------------------------------------------------------

EACH: dict[str, Content] = {
    "anna/ex3_neuron.py": NEURON,
    "ben/solutions/ex3_neuron.py": NEURON,
    "s10.py": NEURON,
    "s2.ipynb": notebook(NEURON),
    "Zoë Ünal.zip": zipped({"hw/ex3_neuron.py": NEURON}),
    "d.tar.gz": tarred({"ex3_neuron.py": NEURON}),
    "empty/.keep": "",
    "roster.csv": "id",
    "notes.txt": "",
}


def test_each_entry_is_a_learners(tmp_path: Path) -> None:
    class_ = found(tmp_path, EACH)
    assert class_.layout.name == "each"
    assert ids(class_) == ["anna", "ben", "d", "empty", "s2", "s10", "Zoë Ünal"]
    assert class_.aside == ("notes.txt", "roster.csv")
    assert all("neuron" in source(class_, id_) for id_ in ids(class_) if id_ != "empty")


@pytest.mark.parametrize("name", ["class.zip", "class.tar", "class.tgz"])
@pytest.mark.parametrize("wrapper", ["", "hw1/", "course/hw1/"])
def test_the_whole_class_in_one_archive(name: str, wrapper: str, tmp_path: Path) -> None:
    files = {f"{wrapper}{path}": content for path, content in EACH.items()}
    data = zipped(files) if name.endswith("zip") else tarred(files, "gz" if name.endswith("tgz") else "")
    class_ = find_learners(laid_out(tmp_path, {name: data}) / name, IDS, OPEN)
    assert (
        ids(class_) == ["anna", "ben", "d", "empty", "s2", "s10", "Zoë Ünal"][: None if wrapper or "zip" in name else 9]
    )
    assert "neuron" in source(class_, "Zoë Ünal")


def test_files_called_after_learner_and_exercise_are_one_learners(tmp_path: Path) -> None:
    files = {f"{who}{sign}ex3_neuron.py": NEURON for who, sign in (("anna", "_"), ("ben b", " - "), ("s-10", "-"))}
    files |= {"anna_ex4_batch_layer.py": "def layer(X, W, b): ...", "cleo.py": NEURON, "notes.md": ""}
    class_ = found(tmp_path, files)
    assert (ids(class_), class_.aside) == (["anna", "ben b", "cleo", "s-10"], ("notes.md",))
    assert source(class_, "anna", "ex4_batch_layer").startswith("def layer")
    assert {source(class_, id_) for id_ in ids(class_)} == {NEURON}


def test_two_of_one_name_stay_two(tmp_path: Path) -> None:
    files: dict[str, Content] = {"anna/ex3_neuron.py": "x = 1", "anna.zip": zipped({"ex3_neuron.py": NEURON})}
    class_ = found(tmp_path, files | {"Anna/ex3_neuron.py": "x = 2", "ben.py": NEURON, "ben.ipynb": notebook(NEURON)})
    assert ids(class_) == ["Anna", "anna", "anna.zip", "ben.ipynb", "ben.py"]
    assert source(class_, "anna.zip") == NEURON


def test_names_that_are_shown_alike_stay_two(tmp_path: Path) -> None:
    class_ = found(tmp_path, {"a b/ex3_neuron.py": NEURON, "a  b/ex3_neuron.py": NEURON, "c/ex3_neuron.py": NEURON})
    assert ids(class_) == ["a b", "a b (2)", "c"]
    assert class_.learners[1].notes == ("There are several submissions of a b; this one is a b.",)


def test_a_number_behind_an_id_may_be_somebodys_own(tmp_path: Path) -> None:
    names = ["Jos\u00e9", "Jose\u0301", "Jos\u00e9 (2)"]
    assert ids(found(tmp_path, {f"{name}/ex3_neuron.py": NEURON for name in names})) == [
        *("Jos\u00e9", "Jos\u00e9 (2)", "Jos\u00e9 (3)")
    ]


@pytest.mark.parametrize("name", ["new\nline", "tab\tname", "\x1b[31mred", "rtl\u202egnp", "a'b\"c", "=1+1"])
def test_a_name_never_steers(name: str, tmp_path: Path) -> None:
    class_ = found(tmp_path, {f"{name}/ex3_neuron.py": NEURON, "other/ex3_neuron.py": NEURON})
    assert all(id_.isprintable() for id_ in ids(class_))
    assert len(ids(class_)) == 2


CLASS: dict[str, Content] = {"anna/ex3_neuron.py": NEURON, "ben/ex3_neuron.py": NEURON}


@pytest.mark.parametrize("wrapper", ["", "hw1/"])
@pytest.mark.parametrize("beside", [{}, {".DS_Store": "", "__MACOSX/x": ""}])
def test_the_archive_of_a_class_in_a_folder_of_its_own(
    wrapper: str, beside: dict[str, Content], tmp_path: Path
) -> None:
    whole = zipped({f"{wrapper}{name}": content for name, content in CLASS.items()})
    class_ = found(tmp_path / "Downloads", {"submissions.zip": whole, **beside})
    assert ids(class_) == ["anna", "ben"]
    assert source(class_, "anna") == NEURON


@pytest.mark.parametrize("files", [{"ex3_neuron.py": NEURON}, {"hw/ex3_neuron.py": NEURON}])
def test_the_archive_of_one_learner_in_a_folder_stays_theirs(files: dict[str, Content], tmp_path: Path) -> None:
    class_ = found(tmp_path / "Downloads", {"anna.zip": zipped(files)})
    assert ids(class_) == ["anna"]
    assert source(class_, "anna") == NEURON


def test_a_class_archive_beside_others_is_an_archive_like_them(tmp_path: Path) -> None:
    class_ = found(tmp_path / "Downloads", {"anna.zip": zipped({"ex3_neuron.py": NEURON}), "hw.zip": zipped(CLASS)})
    assert ids(class_) == ["anna", "hw"]


def test_an_archive_alone_that_cannot_be_opened_has_a_row(tmp_path: Path) -> None:
    assert ids(found(tmp_path / "Downloads", {"anna.zip": b"PK"})) == ["anna"]


@pytest.mark.parametrize(
    ("files", "id_"),
    [
        ({"ex3_neuron.py": NEURON}, "hw1"),
        ({"ex3_neuron.py": NEURON, "tools.py": "x = 1"}, "hw1"),
        ({"solutions/ex3_neuron.py": NEURON}, "hw1"),
        ({"anna/ex3_neuron.py": NEURON}, "anna"),
        ({"anna/solutions/ex3_neuron.py": NEURON}, "anna"),
        ({"anna/my.py": NEURON, "anna/data/x.txt": ""}, "anna"),
        ({"class/anna/ex3_neuron.py": NEURON}, "anna"),
        ({"anna.zip": zipped({"ex3_neuron.py": NEURON})}, "anna"),
        ({"anna.py": NEURON}, "anna"),
        ({"anna/hw1.zip": zipped({"ex3_neuron.py": NEURON})}, "anna"),
    ],
)
def test_a_class_of_one(files: dict[str, Content], id_: str, tmp_path: Path) -> None:
    class_ = found(tmp_path / "hw1", files)
    assert ids(class_) == [id_]
    assert source(class_, id_) == NEURON


def test_a_file_of_the_teachers_beside_learners_is_nobodys(tmp_path: Path) -> None:
    files = {"ex3_neuron.py": "x = 1", "anna/ex3_neuron.py": NEURON, "ben/solutions/ex3_neuron.py": NEURON}
    class_ = found(tmp_path, files)
    assert (ids(class_), class_.aside) == (["anna", "ben"], ("ex3_neuron.py",))


@pytest.mark.parametrize(
    "files",
    [
        {f"{who}.zip": zipped({"ex3_neuron.py": NEURON}) for who in ("anna", "bob")},
        {f"{who}/hw/src/ex3_neuron.py": NEURON for who in ("anna", "bob")},
        {f"{who}_ex3_neuron.py": NEURON for who in ("anna", "bob")},
    ],
)
def test_nor_does_it_make_one_learner_of_all(files: dict[str, Content], tmp_path: Path) -> None:
    assert ids(found(tmp_path, files | {"ex3_neuron.py": "x = 1"})) == ["anna", "bob"]


def test_a_file_beside_the_class_is_no_matter(tmp_path: Path) -> None:
    files = {f"submissions/{who}/ex3_neuron.py": NEURON for who in ("anna", "bob")} | {
        "roster.csv": "id",
        "notes.txt": "",
    }
    assert ids(found(tmp_path, files)) == ["anna", "bob"]


def test_a_learners_old_versions_are_no_class(tmp_path: Path) -> None:
    assert ids(found(tmp_path / "hw1", {"ex3_neuron.py": NEURON, "old/ex3_neuron.py": "x = 1"})) == ["hw1"]


def test_a_name_of_blanks(tmp_path: Path) -> None:
    assert ids(found(tmp_path, {"  /ex3_neuron.py": NEURON, "a/ex3_neuron.py": NEURON})) == ["a", "unnamed"]


def test_one_file_alone(tmp_path: Path) -> None:
    laid_out(tmp_path, {"anna.py": NEURON, "anna.zip": zipped({"ex3_neuron.py": NEURON})})
    for name in ("anna.py", "anna.zip"):
        class_ = find_learners(tmp_path / name, IDS, OPEN)
        assert (class_.layout.name, ids(class_)) == ("single", ["anna"])
        assert source(class_, "anna") == NEURON


# --- platforms --------------------------------------------------------------------------------------------


def test_canvas(tmp_path: Path) -> None:
    files = {
        "bergannalena_1234_56001_ex3_neuron.py": NEURON,
        "bergannalena_1234_56002_ex4_batch_layer.py": "def layer(X, W, b): ...",
        "wu_LATE_77_56003_hw.zip": zipped({"ex3_neuron.py": NEURON}),
        "o_neil_78_56004_ex3_neuron-1.py": NEURON,
        "78 no learner's.txt": "",
    }
    class_ = found(tmp_path, files)
    assert (class_.layout.name, ids(class_), class_.aside) == ("canvas", ["77", "78", "1234"], ("78 no learner's.txt",))
    assert [(learner.name, learner.late) for learner in class_.learners] == [
        ("wu", True),
        ("o_neil", False),
        ("bergannalena", False),
    ]
    assert source(class_, "77") == source(class_, "78") == source(class_, "1234") == NEURON
    assert source(class_, "1234", "ex4_batch_layer").startswith("def layer")


def test_canvas_resubmitted(tmp_path: Path) -> None:
    class_ = found(tmp_path, {"a_1_10_ex3_neuron.py": "x = 1", "a_1_12_ex3_neuron-1.py": NEURON, "b_2_11_x.py": NEURON})
    assert source(class_, "1") == NEURON


def test_canvas_without_names(tmp_path: Path) -> None:
    files = {
        "anon_ab1cd_56001_ex3_neuron.py": NEURON,
        "anon_ab1cd_56004_04_batch.py": "",
        "anon_LMNOP_LATE_56002_ex3_neuron.py": NEURON,
        "LATE_anon_zz9_56003_ex3_neuron.py": NEURON,
    }
    class_ = found(tmp_path, files)
    assert (class_.layout.name, ids(class_)) == ("canvas", ["anon_ab1cd", "anon_LMNOP", "anon_zz9"])
    assert [(learner.name, learner.late) for learner in class_.learners] == [("", False), ("", True), ("", True)]


def test_canvas_with_what_was_typed(tmp_path: Path) -> None:
    files = {
        "l0_10_50_ex3_neuron.py": NEURON,
        "l3_13_text.html": "<p>",
        "l4_LATE_14_link.html": "",
        "l5_15_text.html": "",
    }
    class_ = found(tmp_path, files)
    assert (class_.layout.name, ids(class_)) == ("canvas", ["10", "13", "14", "15"])


@pytest.mark.parametrize("tail", ["", "_"])
def test_moodle(tail: str, tmp_path: Path) -> None:
    files = {
        f"Anna_Lena_Berg_123_assignsubmission_file{tail}/ex3_neuron.py": NEURON,
        f"李 小龙_9_assignsubmission_file{tail}/hw/ex3_neuron.py": NEURON,
        f"李 小龙_9_assignsubmission_onlinetext{tail}/onlinetext.html": "<p>",
        f"Participant 7_8_assignsubmission_file{tail}/a.zip": zipped({"ex3_neuron.py": NEURON}),
        "grades.csv": "",
    }
    class_ = found(tmp_path, files)
    assert (class_.layout.name, ids(class_), class_.aside) == ("moodle", ["8", "9", "123"], ("grades.csv",))
    assert [learner.name for learner in class_.learners] == ["Participant 7", "李 小龙", "Anna Lena Berg"]
    assert {source(class_, id_) for id_ in ids(class_)} == {NEURON}


def test_moodle_without_folders(tmp_path: Path) -> None:
    files = {
        "Anna Berg_123_assignsubmission_file_ex3_neuron.py": NEURON,
        "Anna Berg_123_assignsubmission_file_ex4_batch_layer.py": "def layer(X, W, b): ...",
        "Ben_4_assignsubmission_file_my_work.py": NEURON,
    }
    class_ = found(tmp_path, files)
    assert (class_.layout.name, ids(class_)) == ("moodle", ["4", "123"])
    assert source(class_, "123") == source(class_, "4") == NEURON


def test_nobody_gets_into_another_row_by_the_name_of_a_file(tmp_path: Path) -> None:
    taken = "Anna Berg_12_assignsubmission_file_ex4_batch_layer.py"
    files = {
        "Anna Berg_12_assignsubmission_file_ex3_neuron.py": NEURON,
        f"Mal Ory_13_assignsubmission_file_{taken}": "x = 1",
    }
    class_ = found(tmp_path, files)
    assert ids(class_) == ["12", "13"]
    assert [len(learner.work.entries()) for learner in class_.learners] == [1, 1]


METADATA = """---
submission_101:
  :submitters:
  - :name: Anna Berg
    :sid: 's1'
    :email: anna@x.org
  :created_at: 2026-11-01 10:00:00.000000000 Z
  :score: 3.5
  :status: processed
  :history: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-01-01
submission_102:
  :submitters:
  - :name: Ben
    :sid: 2
    :email: ben@x.org
  - :name: Cleo
    :sid:
    :email: cleo@x.org
  :status: processed
"""


@pytest.mark.parametrize("wrapper", ["", "assignment_7_export/"])
def test_gradescope(wrapper: str, tmp_path: Path) -> None:
    files = {f"submission_{number}/ex3_neuron.py": NEURON for number in (101, 102, 103)}
    files["submission_metadata.yml"] = METADATA
    class_ = found(tmp_path, {f"{wrapper}{name}": content for name, content in files.items()})
    assert (class_.layout.name, ids(class_)) == ("gradescope", ["2", "cleo@x.org", "s1", "submission_103"])
    assert [(learner.name, learner.email) for learner in class_.learners] == [
        ("Ben", "ben@x.org"),
        ("Cleo", "cleo@x.org"),
        ("Anna Berg", "anna@x.org"),
        ("", ""),
    ]
    assert class_.learners[0].notes == class_.learners[1].notes == ("Handed in by a group.",)
    assert class_.learners[3].notes == ("submission_metadata.yml does not say whose work submission_103 is.",)
    assert {source(class_, id_) for id_ in ids(class_)} == {NEURON}


@pytest.mark.parametrize(
    "metadata", ["", "[", "3", "submission_101: 3", "submission_101: {':submitters': [3, {}]}", "a: &a [*a]", "\t"]
)
def test_gradescope_with_metadata_that_says_nothing(metadata: str, tmp_path: Path) -> None:
    files = {"submission_101/ex3_neuron.py": NEURON, "submission_metadata.yml": metadata}
    assert ids(found(tmp_path, files)) == ["submission_101"]


def test_gradescope_with_the_same_person_twice(tmp_path: Path) -> None:
    who = "  :submitters:\n  - {':name': A, ':sid': 1, ':email': a@x}\n"
    metadata = f"submission_101:\n{who}submission_102:\n{who}"
    files = {f"submission_{number}/ex3_neuron.py": NEURON for number in (101, 102)}
    class_ = found(tmp_path, files | {"submission_metadata.yml": metadata})
    assert ids(class_) == ["1", "1 (2)"]
    assert class_.learners[1].notes == ("There are several submissions of 1; this one is submission_102.",)


def test_github_classroom(tmp_path: Path) -> None:
    names = ("hw-1-octocat", "hw-1-anna-b", "hw-1-annabel")
    files: dict[str, Content] = {f"{name}/{file}": NEURON for name in names for file in (".git/HEAD", "ex3_neuron.py")}
    class_ = found(tmp_path / "hw-1-submissions", files)
    assert (class_.layout.name, ids(class_)) == ("github", ["anna-b", "annabel", "octocat"])
    assert source(class_, "octocat") == NEURON


def test_one_repository_keeps_its_whole_name(tmp_path: Path) -> None:
    files = {"class/hw-1-anna/.git/HEAD": "", "class/hw-1-anna/solutions/ex3_neuron.py": NEURON}
    assert ids(found(tmp_path, files)) == ["hw-1-anna"]


def test_a_github_user_has_the_same_id_whoever_else_handed_in(tmp_path: Path) -> None:
    """The folder that Classroom's command line makes is called after the assignment."""
    one = {"hw-1-submissions/hw-1-anna/.git/HEAD": "", "hw-1-submissions/hw-1-anna/ex3_neuron.py": NEURON}
    more = {path.replace("hw-1-anna", "hw-1-anna-b"): content for path, content in one.items()}
    assert ids(found(tmp_path / "one", one)) == ["anna"]
    assert ids(found(tmp_path / "more", one | more)) == ["anna", "anna-b"]


# --- said by hand, and what is no class -------------------------------------------------------------------


def test_a_layout_can_be_said(tmp_path: Path) -> None:
    files = {"a_1_10_ex3_neuron.py": NEURON, "b_2_11_ex3_neuron.py": NEURON}
    assert ids(found(tmp_path, files, "canvas")) == ["1", "2"]
    assert ids(found(tmp_path, files, "each")) == ["a_1_10", "b_2_11"]
    with pytest.raises(UsageError, match=r"does not look like Moodle: a folder per participant\. Leave --layout out"):
        found(tmp_path, files, "moodle")
    with pytest.raises(UsageError, match=r'There is no layout "cavnas"\. Did you mean canvas'):
        found(tmp_path, files, "cavnas")


@pytest.mark.parametrize(
    ("layout", "files", "wanted"),
    [
        ("canvas", {"a_1_10_ex3_neuron.py": NEURON, "marks.csv": "", "old.csv": "", "notes.txt": ""}, ["1"]),
        ("gradescope", {"submission_7/ex3_neuron.py": NEURON, "readme.txt": ""}, ["submission_7"]),
        ("github", {"hw-a/ex3_neuron.py": NEURON, "hw-b/ex3_neuron.py": NEURON}, ["a", "b"]),
        ("single", {"ex3_neuron.py": NEURON, "old.zip": b"PK", "older.zip": b"PK"}, ["hw"]),
    ],
)
def test_what_only_tells_a_layout_from_others_need_not_be_there_where_it_is_said(
    layout: str, files: dict[str, Content], wanted: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path / "hw", files).layout.name == "each"
    assert ids(found(tmp_path / "hw", files, layout)) == wanted


@pytest.mark.parametrize("files", [{}, {"notes.txt": "", "a.pdf": ""}, {".git/HEAD": ""}])
def test_where_nothing_was_handed_in(files: dict[str, Content], tmp_path: Path) -> None:
    (tmp_path / "hw").mkdir()
    with pytest.raises(SubmissionError, match=r"There is no work in .*hw\. Give a folder"):
        found(tmp_path / "hw", files)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"There is no .*nowhere. Give the folder or the archive"):
        find_learners(tmp_path / "nowhere", IDS, OPEN)
    laid_out(tmp_path, {"c.rar": b"Rar!", "c.zip": b"PK"})
    with pytest.raises(SubmissionError, match=r"c.rar cannot be opened: archives of the kind rar can't be opened here"):
        find_learners(tmp_path / "c.rar", IDS, OPEN)
    with pytest.raises(SubmissionError, match=r"c.zip cannot be opened: it is no zip archive"):
        find_learners(tmp_path / "c.zip", IDS, OPEN)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=12)


@given(st.lists(NAMES, max_size=6))
def test_no_names_raise_in_any_layout(names: list[str]) -> None:
    from lagrader.submission.archives import _tree
    from tests.submission.class_files import one

    entries = _tree(
        (f"{name}/x.py" if index % 2 else name, one("", NEURON)) for index, name in enumerate(names)
    ).entries()
    for layout in LAYOUTS:
        for clues in (Clues(IDS), Clues(IDS, names[0] if names else "", insists=True)):
            matched = layout.find(entries, clues)
            assert matched is None or all(learner.id == plain(learner.id) for learner in matched.learners)


@given(st.lists(NAMES, max_size=8))
def test_natural_order_is_one_order(names: list[str]) -> None:
    backwards = list(reversed(names))
    assert sorted(backwards, key=natural) == sorted(names, key=natural)
    assert sorted(["s10", "s2", "S1", "s1"], key=natural) == ["S1", "s1", "s2", "s10"]
