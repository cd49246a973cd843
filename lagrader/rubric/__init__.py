"""The rubric: pydantic models of ``rubric.yaml``. They are the truth about the file's format.

A criterion's kind is the one key among ``call``, ``answer``, ``source``, ``operations``, ``raises``, ``check``,
``manual`` and ``any_of`` that it has; each has its model in ``criteria`` and its checker in ``lagrader/checkers/``.
"""

from lagrader.rubric.amounts import memory_text
from lagrader.rubric.criteria import (
    KINDS,
    AnswerCriterion,
    AnyOfCriterion,
    BaseCriterion,
    CallCriterion,
    CallingCriterion,
    CallSpec,
    CheckCriterion,
    Choice,
    Criterion,
    Kind,
    ManualCriterion,
    Message,
    Mistake,
    OperationsCriterion,
    RaisesCriterion,
    RefusingCriterion,
    Returns,
    SourceCriterion,
    SourceRules,
    Way,
)
from lagrader.rubric.hiding import HiddenUntil, opens
from lagrader.rubric.inputs import CaseSpec, Dimension, InputSpec, Limits, ToleranceSpec
from lagrader.rubric.late import LateFile, late_schema
from lagrader.rubric.models import CourseFile, Rubric, all_needs, json_schema
from lagrader.rubric.partial import Step
from lagrader.rubric.saying import says, told
from lagrader.rubric.strict import Strict, nearest

__all__ = [
    "KINDS",
    "AnswerCriterion",
    "AnyOfCriterion",
    "BaseCriterion",
    "CallCriterion",
    "CallSpec",
    "CallingCriterion",
    "CaseSpec",
    "CheckCriterion",
    "Choice",
    "CourseFile",
    "Criterion",
    "Dimension",
    "HiddenUntil",
    "InputSpec",
    "Kind",
    "LateFile",
    "Limits",
    "ManualCriterion",
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
    "Way",
    "all_needs",
    "json_schema",
    "late_schema",
    "memory_text",
    "nearest",
    "opens",
    "says",
    "told",
]
