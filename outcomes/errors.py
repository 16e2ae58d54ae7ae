"""What can go wrong, as one small tree.

    OutcomesError
    ├── MeasureError         a measure file that cannot be used; lists every problem
    ├── LanguageError        a language file that cannot be used, or a sentence that it lacks
    ├── AnswerError          answers that no form could have given; lists every problem
    ├── ImportProblems       rows of a file that cannot be read; lists every problem
    ├── FitError             ratings that a model cannot be fitted to; lists every reason
    ├── Refused              an action refused, with a message a person can act on
    ├── NotFound             what was asked for is not there, or not for this person
    ├── Conflict             somebody else has changed the same thing in the meantime
    ├── NotStored            the database could not take a change; nothing of it is stored
    │   ├── DiskFull         there is no room for it
    │   └── Collided         another change was under way; the same may be tried again at once
    ├── PdfError             a document that could not be laid out within its limits
    ├── MailError            a mail that could not be handed to the clinic's mail server
    └── ConfigurationError   the installation is set up in a way that is not safe to start

A missing answer, a statistic that cannot be had and an episode that is too short are not errors:
they are values with a reason. Errors become pages in `web/errors.py` and nowhere else.
"""

from collections.abc import Iterable


class OutcomesError(Exception):
    """Base of everything this software raises on purpose.

    `problems` holds one sentence each where several things are wrong at once, so that a person
    can mend them all in one go; it is empty where `message` says everything.
    """

    def __init__(self, message: str = "", *, problems: Iterable[str] = ()) -> None:
        self.message = message
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(message)

    def __str__(self) -> str:
        """The message, then each problem on a line of its own."""
        return "\n".join([self.message, *(f"- {problem}" for problem in self.problems)])


class MeasureError(OutcomesError):
    """A measure file that cannot be used. `problems` names every place and what was expected."""


class LanguageError(OutcomesError):
    """A language file that cannot be used, or a sentence that a language lacks or is told wrong."""


class AnswerError(OutcomesError):
    """Answers outside the item's range or steps, or to items the measure does not have."""


class ImportProblems(OutcomesError):
    """Rows of a file that cannot be read. `problems` names row, column and what was expected."""


class FitError(OutcomesError):
    """Ratings that a model cannot be fitted to. `problems` names each reason."""


class Refused(OutcomesError):
    """An action that was not done. The message says why and what the person can do instead."""


class NotFound(OutcomesError):
    """The thing asked for does not exist, or must look so to the person asking."""


class Conflict(OutcomesError):
    """The record changed between reading and writing, or the same thing was sent differently."""


class NotStored(OutcomesError):
    """The database could not take a change at this moment; it was undone as a whole."""

    words = "The database could not store this at the moment."


class DiskFull(NotStored):
    """There is no room left for a change."""

    words = "The disk of the server is full."


class Collided(NotStored):
    """Two changes met; this one was undone and may be tried again at once."""

    words = "Somebody else was changing the same records at the same moment."


class PdfError(OutcomesError):
    """A PDF that could not be made: over its limits, or with a logo that is no picture."""


class MailError(OutcomesError):
    """A mail that could not be handed over. The message says what kind of failure it was."""


class ConfigurationError(OutcomesError):
    """A setting that is missing or unsafe. Raised before anything is served."""
