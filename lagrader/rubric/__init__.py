"""The rubric: pydantic models of ``rubric.yaml``. They are the truth about the file's format.

A criterion's kind is the one key among ``call``, ``answer``, ``source``, ``operations``, ``raises`` and
``check`` that it has; each kind has its model in ``criteria`` and its checker in ``lagrader/checkers/``.
"""

from lagrader.rubric.criteria import (
    KINDS,
    AnswerCriterion,
    BaseCriterion,
    CallCriterion,
    CallSpec,
    CheckCriterion,
    Choice,
    Criterion,
    Kind,
    Message,
    Mistake,
    OperationsCriterion,
    RaisesCriterion,
    RefusingCriterion,
    Returns,
    SourceCriterion,
    SourceRules,
)
from lagrader.rubric.inputs import CaseSpec, Dimension, InputSpec, Limits, ToleranceSpec
from lagrader.rubric.models import CourseFile, Rubric, all_needs, json_schema
from lagrader.rubric.partial import Step
from lagrader.rubric.saying import says, told
from lagrader.rubric.strict import Strict, nearest

__all__ = [
    "KINDS",
    "AnswerCriterion",
    "BaseCriterion",
    "CallCriterion",
    "CallSpec",
    "CaseSpec",
    "CheckCriterion",
    "Choice",
    "CourseFile",
    "Criterion",
    "Dimension",
    "InputSpec",
    "Kind",
    "Limits",
    "Message",
    "Mistake",
    "OperationsCriterion",
    "RaisesCriterion",
    "RefusingCriterion",
    "Returns",
    "Rubric",
    "SourceCriterion",
    "SourceRules",
    "Step",
    "Strict",
    "ToleranceSpec",
    "all_needs",
    "json_schema",
    "nearest",
    "says",
    "told",
]
