"""Everything wrong with a file, each with its place and what was expected there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from outcomes.errors import ImportProblems

MOST_LISTED = 1000
"""How many problems are listed; the rest are counted."""

MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file.

    `row` counts as a spreadsheet does: the heading is row 1. It is None where the problem is the
    file's or a column's as a whole, and `column` is None where it is a whole row's. `found` is
    the text in the cell, cut to `MOST_CHARACTERS`.
    """

    kind: str
    row: int | None
    column: str | None
    found: str | None
    expected: str

    def __str__(self) -> str:
        """As a line for a person: place, what was found, what was expected."""
        row = None if self.row is None else f"row {self.row}"
        column = None if self.column is None else f"column {printable(self.column)}"
        place = ", ".join(part for part in (row, column) if part) or "file"
        found = "" if self.found is None else f'"{printable(self.found)}" found; '
        if self.found == "":
            found = "empty; "
        return f"{place}: {found}{self.expected}"

    def to_dict(self) -> dict[str, str | int | None]:
        """As JSON keeps it."""
        return asdict(self)


class FileProblems(ImportProblems):
    """A file that cannot be read: `found` holds the first problems in order, `total` counts all."""

    def __init__(self, message: str, *, found: tuple[Problem, ...], total: int) -> None:
        super().__init__(message, problems=[str(problem) for problem in found])
        self.found = found
        self.total = total


class ProblemList:
    """Gathers problems while a file is read, keeps the first thousand and counts the rest.

    A problem of a row can be stepped over when the caller asked for that (`fatal` is then False);
    one of the file or of a column never can.
    """

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self.by_kind: Counter[str] = Counter()
        self.fatal = False

    def __len__(self) -> int:
        return self.by_kind.total()

    def of_file(self, kind: str, expected: str, *, column: str | None = None) -> None:
        """Note something wrong with the file or a column as a whole."""
        self.fatal = True
        self._keep(Problem(kind, None, column, None, expected))

    def of_row(
        self, kind: str, row: int, *, column: str | None, found: str | None, expected: str
    ) -> None:
        """Note something wrong with one row or cell."""
        found = None if found is None else found[:MOST_CHARACTERS]
        self._keep(Problem(kind, row, column, found, expected))

    def uncounted(self, kind: str, more: int) -> None:
        """Count further problems of a kind without their places."""
        self.by_kind[kind] += more

    def listed(self) -> tuple[Problem, ...]:
        """The first problems by row; those of the file as a whole come before all rows."""
        ordered = sorted(self._kept, key=lambda problem: (problem.row or 0, problem.column or ""))
        return tuple(ordered[:MOST_LISTED])

    def refuse(self, message: str) -> None:
        """Raise FileProblems with what has been gathered."""
        raise FileProblems(message, found=self.listed(), total=len(self))

    def _keep(self, problem: Problem) -> None:
        self.by_kind[problem.kind] += 1
        self._kept.append(problem)
        # The kept ones are thinned out now and then, so that a million bad rows stay cheap.
        if len(self._kept) >= 8 * MOST_LISTED:
            self._kept = list(self.listed())


def printable(text: str) -> str:
    """The text with anything that could move or colour a terminal's cursor spelled out.

    >>> printable("a\\x1b[31m")
    'a\\\\x1b[31m'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def first_few(names: Iterable[str], *, most: int = 12) -> str:
    """Names in a row for a sentence, the rest as a count.

    >>> first_few(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = [printable(name) for name in names]
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
