"""The layouts in which classes come, in the order in which they are tried: the last one takes what is left."""

from lagrader.submission.layouts import canvas, each, github, gradescope, moodle, single
from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, may_be_work, plain

__all__ = ["LAYOUTS", "Clues", "Layout", "Learner", "Matched", "may_be_work", "plain"]

LAYOUTS: tuple[Layout, ...] = (
    gradescope.LAYOUT,
    moodle.LAYOUT,
    canvas.LAYOUT,
    github.LAYOUT,
    single.LAYOUT,
    each.LAYOUT,
)
