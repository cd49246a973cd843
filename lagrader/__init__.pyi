from lagrader.api import Checker as Checker
from lagrader.api import Grades as Grades
from lagrader.api import check as check
from lagrader.api import grade as grade
from lagrader.api import render as render
from lagrader.course import Course as Course
from lagrader.errors import LagraderError as LagraderError
from lagrader.notebook import load_ipython_extension as load_ipython_extension
from lagrader.notebook import unload_ipython_extension as unload_ipython_extension
from lagrader.results import Report as Report
from lagrader.results import Verdict as Verdict

__version__: str
