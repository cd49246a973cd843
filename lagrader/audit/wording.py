"""Whether statement, rubric and the files beside it speak of the same things."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from lagrader.audit.findings import Finding
from lagrader.course import Exercise
from lagrader.rubric import CheckCriterion, ManualCriterion, says, told
from lagrader.syntax import SyntaxFault, defined_in, parse

_CODE_LIKE = re.compile(r"\b[A-Za-z]\w*_\w+\b|\b[A-Za-z]\w{3,}(?=\()")
_MISTAKE_LIKE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_OWN_NUMBER = re.compile(r"lagrader (?:show|check|hint|solution|reset) (\d+)")
NEAR = 0.85
"""Likeness (of difflib) from which on a word is a name misspelt."""


def of_wording(exercise: Exercise) -> Iterator[Finding]:
    """Say where they don't agree."""
    yield from _statement(exercise)
    yield from _misspelt(exercise)
    yield from _unused(exercise)
    yield from _checks(exercise)
    yield from _worthless(exercise)
    yield from _messages(exercise)
    yield from _unguided(exercise)
    yield from _large_bonus(exercise)


def _statement(exercise: Exercise) -> Iterator[Finding]:
    asked = {name: one.id for one in reversed(exercise.whole_rubric.criteria) for name in one.learner_names}
    for name, id_ in asked.items():
        if not re.search(rf"\b{re.escape(name)}\b", exercise.statement):
            text = f"The statement never names {name}, which learners are asked for."
            yield Finding("NAME_UNSAID", text, f"Say in README.md what {name} is.", id_)
    for criterion in exercise.whole_rubric.criteria:
        unsaid = [name for name in getattr(criterion, "state", ()) if name not in exercise.statement]
        if unsaid:
            text = f"The statement never names {', '.join(unsaid)}, under which the class's parameters are set."
            yield Finding("NAME_UNSAID", text, "Say in README.md what they are called.", criterion.id)
    wrong = [number for number in _OWN_NUMBER.findall(exercise.starter) if int(number) != exercise.number]
    if wrong:
        said = f"starter.py sends learners to exercise {wrong[0]}; this one is {exercise.number}."
        yield Finding("NUMBER_ELSEWHERE", said, "Put the number right.")


def _misspelt(exercise: Exercise) -> Iterator[Finding]:
    """Find words that look like code and are nearly one of the exercise's names."""
    names = exercise.target_names
    known = names.union(*map(defined_in, (exercise.starter, exercise.solution, exercise.mistakes or "")))
    for where, id_, text in _texts(exercise):
        for word in dict.fromkeys(_CODE_LIKE.findall(text)):
            close = difflib.get_close_matches(word, names, n=1, cutoff=NEAR)
            if close and word not in known and word.lower() not in {name.lower() for name in known}:
                said = f'{where} says "{word}"; what learners are asked for is {close[0]}.'
                yield Finding("NAME_MISSPELT", said, f"Write {close[0]} there.", id_)


def _texts(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    """Yield every text that learners read: where it stands, whose criterion's it is, and itself."""
    rubric = exercise.whole_rubric
    yield "README.md", "", exercise.statement
    yield from (("A hint of the exercise", "", hint) for hint in rubric.hints)
    for criterion in rubric.criteria:
        yield "Its title", criterion.id, criterion.title
        yield from (("A hint", criterion.id, hint) for hint in criterion.hints)
        yield "What is said of it", criterion.id, f"{criterion.say} {criterion.explain}"
        for name, mistake in criterion.mistakes.items():
            yield f"The mistake {name}", criterion.id, f"{mistake.say} {mistake.explain}"


def _unused(exercise: Exercise) -> Iterator[Finding]:
    used = {name for one in exercise.whole_rubric.criteria for name in (*one.mistakes, *getattr(one, "refuses", ()))}
    text = exercise.mistakes or ""
    tree = parse(text, "mistakes.py")
    if isinstance(tree, SyntaxFault):
        return
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)) and statement.name not in used:
            helps = len(re.findall(rf"\b{statement.name}\b", text)) > 1
            if not helps and not statement.name.startswith("_"):
                said = f"{statement.name} of mistakes.py belongs to no criterion: nobody will ever be told of it."
                advice = "List it under mistakes (or refuses) of the criterion that it is about, or delete it."
                yield Finding("MISTAKE_UNUSED", said, advice)


def _checks(exercise: Exercise) -> Iterator[Finding]:
    """Hold the names that checks.py raises against those that the rubric has words for."""
    criteria = [one for one in exercise.whole_rubric.judged if isinstance(one, CheckCriterion)]
    if not criteria or exercise.checks is None:
        return
    known = {name for one in criteria for name in one.mistakes}
    raised = set(_raised(ast.parse(exercise.checks)))
    for name in sorted(raised - known):
        if _MISTAKE_LIKE.fullmatch(name):
            text = f'checks.py raises "{name}", for which the rubric has no words.'
            yield Finding("MISTAKE_UNKNOWN", text, "Add it under mistakes, or raise a sentence for learners.")
    for one in criteria:
        for name in one.mistakes:
            if name not in raised:
                text = f"checks.py never raises {name}."
                yield Finding("MISTAKE_UNUSED", text, "Raise it there, or take it out of the rubric.", one.id)


def _raised(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that stand in assert and raise statements, and in what they call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _messages(exercise: Exercise) -> Iterator[Finding]:
    """Say which words a message must have that learners are told nowhere; numbers are those of their own inputs."""
    told_of = f"{exercise.statement}\n{exercise.starter}"
    for criterion in exercise.whole_rubric.judged:
        for saying in getattr(criterion, "message", ()):
            if any(letter.isalpha() for letter in saying) and not says(told_of, saying):
                text = f"No learner can know that the message must say {told(saying)}."
                advice = "Say it in README.md or in the starter's docstring."
                yield Finding("MESSAGE_UNSAID", text, advice, criterion.id)


def _worthless(exercise: Exercise) -> Iterator[Finding]:
    for criterion in exercise.whole_rubric.criteria:
        if not criterion.points:
            yield Finding("NO_POINTS", "It is worth 0 points, so nobody can earn any.", _POINTS, criterion.id)


def _large_bonus(exercise: Exercise) -> Iterator[Finding]:
    rubric = exercise.whole_rubric
    bonuses = [criterion for criterion in rubric.criteria if criterion.bonus]
    more = sum(criterion.points for criterion in bonuses)
    if bonuses and more >= rubric.max_points:
        text = f"Bonuses give {more} points, all the rest {rubric.max_points}: they alone make full marks."
        yield Finding("BONUS_LARGE", text, "Give them fewer points, or have some of them count.", bonuses[0].id)


def _unguided(exercise: Exercise) -> Iterator[Finding]:
    for criterion in exercise.whole_rubric.criteria:
        if isinstance(criterion, ManualCriterion) and not criterion.guidance.strip():
            text = "Nothing says how a person marks it, so two will mark it differently."
            advice = "Write under guidance what earns how many points; learners don't read it."
            yield Finding("NO_GUIDANCE", text, advice, criterion.id)


_POINTS = "Give it points, or take it out."
