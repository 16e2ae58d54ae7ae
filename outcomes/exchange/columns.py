"""Which column of a file holds what: by the names people use, or as told."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from outcomes.exchange.problems import ProblemList, first_few, printable
from outcomes.measures import Measure

CLIENT_NAMES = (
    "client_id", "client", "client_code", "client_no", "client_number", "clientid",
    "patient_id", "patient", "patientid", "subject_id", "subject", "participant_id",
    "participant", "person_id", "code", "id",
)  # fmt: skip
SESSION_NAMES = (
    "session", "session_number", "session_no", "session_nr", "sessionnumber", "session_id",
    "occasion", "visit", "assessment", "wave",
)  # fmt: skip
DATE_NAMES = (
    "date", "session_date", "rating_date", "assessment_date", "date_completed", "completed_on",
    "completed", "completed_at", "date_of_session", "visit_date",
)  # fmt: skip
SCORE_NAMES = ("score", "total", "total_score", "totalscore", "sum_score", "value", "rating")
MEASURE_NAMES = ("measure", "instrument", "scale", "questionnaire", "outcome_measure")


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns as told; what is None (or empty) is found by its usual names.

    `where` holds (column, value) pairs: a row counts only if, for each column named, its cell is
    one of the values given for it.
    """

    client: str | None = None
    session: str | None = None
    date: str | None = None
    score: str | None = None
    items: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each thing stands: places in the heading, counted from 0.

    Either `score` is set, or `items` has the place of each of the measure's items. `several` is
    the place of a column that names measures, where rows were not chosen by it.
    """

    heading: tuple[str, ...]
    client: int
    session: int | None
    date: int | None
    score: int | None
    items: dict[str, int] = field(default_factory=dict)
    where: dict[int, frozenset[str]] = field(default_factory=dict)
    several: int | None = None

    @property
    def used(self) -> list[int]:
        """Every place that has to be read, in the order of the file."""
        places = [self.client, self.session, self.date, self.score, self.several]
        places += [*self.items.values(), *self.where]
        return sorted({place for place in places if place is not None})

    def names(self) -> dict[str, object]:
        """The columns used, by what they hold, for the record of an analysis."""
        single = {"client": self.client, "session": self.session, "date": self.date,
                  "score": self.score}  # fmt: skip
        out: dict[str, object] = {
            role: None if place is None else self.heading[place] for role, place in single.items()
        }
        out["items"] = [self.heading[place] for place in self.items.values()]
        return out


def find_columns(
    heading: Sequence[str], told: Columns, *, measure: Measure, problems: ProblemList
) -> Layout | None:
    """The layout of a file with this heading, or None with every reason in `problems`."""
    before = len(problems)
    search = _Search(tuple(heading), problems)
    search.refuse_doubled()
    client = search.one(told.client, CLIENT_NAMES, option="--client-column", needed="the client")
    session = search.one(told.session, SESSION_NAMES, option="--session-column")
    date = search.one(told.date, DATE_NAMES, option="--date-column")
    if session is None and date is None and not (told.session or told.date):
        search.missing("the session's number or date", "--session-column or --date-column",
                       SESSION_NAMES + DATE_NAMES)  # fmt: skip
    items = search.items(told, measure)
    score = None if items else search.score(told, measure)
    where = search.where(told.where)
    several = search.first(MEASURE_NAMES)
    if len(problems) > before or client is None:
        return None
    several = None if several in where else several
    return Layout(tuple(heading), client, session, date, score, items, where, several)


def plain(name: str) -> str:
    """A column's name as names are compared: small letters, words joined by underscores.

    >>> plain(" Client ID")
    'client_id'
    """
    return re.sub(r"[\s\-./]+", "_", name.strip().casefold()).strip("_")


class _Search:
    def __init__(self, heading: tuple[str, ...], problems: ProblemList) -> None:
        self.heading = heading
        self.problems = problems
        self.places = {name: place for place, name in reversed(list(enumerate(heading)))}
        self.plain = {plain(name): place for name, place in self.places.items()}

    def refuse_doubled(self) -> None:
        for name, count in Counter(name for name in self.heading if name).items():
            if count > 1:
                expected = f"the name stands {count} times in the heading; expected once"
                self.problems.of_file("doubled_column", expected, column=name)

    def one(
        self, told: str | None, names: Iterable[str], *, option: str, needed: str | None = None
    ) -> int | None:
        if told is not None:
            return self.named(told, option)
        place = self.first(names)
        if place is None and needed:
            self.missing(needed, option, tuple(names))
        return place

    def first(self, names: Iterable[str]) -> int | None:
        return next((self.plain[name] for name in names if name in self.plain), None)

    def named(self, name: str, option: str) -> int | None:
        place = self.places.get(name.strip(), self.plain.get(plain(name)))
        if place is None:
            self.problems.of_file(
                "unknown_column",
                f"{option} names a column that is not in the file; {self._instead(name)}",
                column=name,
            )
        return place

    def missing(self, what: str, option: str, names: tuple[str, ...]) -> None:
        near = [self.heading[self.plain[each]] for name in names[:6]
                for each in get_close_matches(name, self.plain, n=1, cutoff=0.75)]  # fmt: skip
        hint = f"did you mean {printable(near[0])}? " if near else ""
        self.problems.of_file(
            "unknown_column",
            f"no column for {what} was found; {hint}expected a usual name "
            f"({first_few(names, most=3)}) or {option} NAME. "
            f"The file has: {first_few(self.heading)}",
        )

    def score(self, told: Columns, measure: Measure) -> int | None:
        names = (*SCORE_NAMES, plain(measure.id), plain(measure.name))
        return self.one(told.score, names, option="--score-column", needed="the score")

    def items(self, told: Columns, measure: Measure) -> dict[str, int]:
        if told.items:
            return self._told_items(told.items, measure)
        named_score = self.first((*SCORE_NAMES, plain(measure.id)))
        if told.score or measure.total_only or named_score is not None:
            return {}
        found = {}
        for number, item in enumerate(measure.items, start=1):
            own = plain(measure.id)
            numbered = (f"{own}_", own, "item_", "item", "q")
            names = (plain(item.id), *(f"{prefix}{number}" for prefix in numbered))
            place = self.first(names)
            if place is None:
                return {}
            found[item.id] = place
        return found

    def _told_items(self, names: tuple[str, ...], measure: Measure) -> dict[str, int]:
        if len(names) != len(measure.items):
            self.problems.of_file(
                "unknown_column",
                f"--item-columns names {len(names)}; expected {len(measure.items)}, "
                f"in the order of {measure.name}",
            )
            return {}
        places = [self.named(name, "--item-columns") for name in names]
        return {
            item.id: place
            for item, place in zip(measure.items, places, strict=True)
            if place is not None
        }

    def where(self, pairs: tuple[tuple[str, str], ...]) -> dict[int, frozenset[str]]:
        wanted: dict[int, set[str]] = {}
        for name, value in pairs:
            place = self.named(name, "--where")
            if place is not None:
                wanted.setdefault(place, set()).add(value.strip())
        return {place: frozenset(values) for place, values in wanted.items()}

    def _instead(self, name: str) -> str:
        near = get_close_matches(plain(name), self.plain, n=1, cutoff=0.6)
        if near:
            return f"did you mean {printable(self.heading[self.plain[near[0]]])}?"
        return f"expected one of: {first_few(self.heading)}"
