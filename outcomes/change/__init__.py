"""Scores over time to progress. Pure: arrays in, arrays out; no clock, file or database.

    progress(course, yardstick)         one client's course, explained
    progress_of(caseload, yardstick)    the same for a caseload of any size
    STARTER.bands(yardstick, intake, sessions=..., percentiles=...)   the expected course

`docs/change.md` holds the formulas with the functions that carry them out.
"""

from outcomes.change.caseload import CaseloadProgress, progress, progress_of
from outcomes.change.courses import ASSESSMENTS, SESSIONS, Caseload, Course
from outcomes.change.expected import STARTER, Curve
from outcomes.change.progress import RULES_VERSION, Predicted, Progress
from outcomes.change.reasons import Reason

__all__ = [
    "ASSESSMENTS",
    "RULES_VERSION",
    "SESSIONS",
    "STARTER",
    "Caseload",
    "CaseloadProgress",
    "Course",
    "Curve",
    "Predicted",
    "Progress",
    "Reason",
    "progress",
    "progress_of",
]
