"""Which rows of a caseload are shown, and in which order; all of it stands in the address bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from flask import url_for

from outcomes.change.need import GROUPS
from outcomes.measures import catalogue
from outcomes.web.pages.entries import Entry
from outcomes.wording.labels import STATUS_LABELS

GROUP_HEADINGS = {
    "needs_a_look": "Needs a look",
    "new_rating": "New rating",
    "no_rating": "No rating for two sessions",
    "answered": "Answered, waiting to see",
    "on_track": "On track",
    "too_early": "Too early to say",
}
FILTERED_STATUSES = (
    "not_on_track", "watch", "on_track", "improved", "recovered", "insufficient", "cannot_tell",
)  # fmt: skip
LONGEST_TEXT = 80


@dataclass(frozen=True)
class Sort:
    """One way to sort; what has no value comes last in either direction."""

    label: str
    words: str
    value: Callable[[Entry], Any]
    descending: bool = False


SORTS = {
    "need": Sort("Client", "longest waiting first", lambda each: each.need.since),
    "name": Sort("Client", "by name", lambda each: each.name.casefold()),
    "status": Sort("Status", "by status", lambda each: FILTERED_STATUSES.index(each.row.status)),
    "last": Sort("Last", "latest rating first", lambda each: each.row.rated_on, True),
    "change": Sort("Since start", "least benefit first", lambda each: each.row.change),
    "since_last": Sort("Since last", "largest fall first", lambda e: e.row.change_since_last),
    "sessions": Sort("Sessions", "most sessions first", lambda each: each.row.n_attended, True),
    "action": Sort("Last action", "longest without an action first", lambda each: _acted(each)),
}


def _acted(entry: Entry) -> Any:
    return entry.last_response.responded_at.date() if entry.last_response else None


@dataclass(frozen=True)
class CaseloadFilter:
    """What was chosen; empty words choose nothing. Unknown words are ignored."""

    group: str = ""
    status: str = ""
    measure: str = ""
    text: str = ""
    sort: str = "need"

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> CaseloadFilter:
        """Read from the query of an address."""
        return cls(
            group=_known(args.get("group"), GROUPS.values()),
            status=_known(args.get("status"), FILTERED_STATUSES),
            measure=_known(args.get("measure"), catalogue()),
            text=args.get("text", "").strip()[:LONGEST_TEXT],
            sort=_known(args.get("sort"), SORTS) or "need",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything may be left out."""
        return any((self.group, self.status, self.measure, self.text))

    @property
    def sort_words(self) -> str:
        """``longest waiting first``"""
        return SORTS[self.sort].words

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is shown."""
        client, text = entry.row.episode.client, self.text.casefold()
        return (
            self.group in ("", entry.need.name)
            and self.status in ("", entry.row.status)
            and self.measure in ("", entry.row.episode.outcome_measure_id)
            and (text in client.name.casefold() or text in client.code.casefold())
        )

    def sorted(self, entries: list[Entry]) -> list[Entry]:
        """Entries of one group in the chosen order; equals keep the order of need."""
        sort = SORTS[self.sort]
        known = [each for each in entries if sort.value(each) is not None]
        unknown = [each for each in entries if sort.value(each) is None]
        # Nothing done yet is the longest time without an action.
        known.sort(key=sort.value, reverse=sort.descending)
        return [*unknown, *known] if self.sort == "action" else [*known, *unknown]

    def url(self, **changes: str) -> str:
        """The address of the caseload with these choices changed; nothing chosen is left out."""
        changed = replace(self, **changes)
        chosen = {each.name: getattr(changed, each.name) for each in fields(changed)}
        plain = {name: value for name, value in chosen.items() if value and value != "need"}
        return url_for("caseload.page", **plain)


@dataclass(frozen=True)
class FilterForm:
    """The fields of the filter, ready to print."""

    is_open: bool
    chosen: CaseloadFilter
    groups: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    clear_url: str


def filter_form(chosen: CaseloadFilter, entries: list[Entry]) -> FilterForm:
    """The filter over these entries; only measures in use can be chosen."""
    used = sorted({each.row.episode.outcome_measure_id for each in entries})
    names = catalogue()
    return FilterForm(
        is_open=chosen.narrows,
        chosen=chosen,
        groups=(("", "Every group"), *GROUP_HEADINGS.items()),
        statuses=(("", "Every status"), *((s, STATUS_LABELS[s]) for s in FILTERED_STATUSES)),
        measures=(("", "Every measure"), *((each, names[each].name) for each in used)),
        sorts=tuple((name, sort.words.capitalize()) for name, sort in SORTS.items()),
        clear_url=CaseloadFilter(sort=chosen.sort).url(),
    )


def _known(word: str | None, words: Any) -> str:
    return word if word in words else ""
