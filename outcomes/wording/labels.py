"""One word or two for a status, a class, a fate: always beside a shape, never colour alone."""

from __future__ import annotations

from outcomes.change import Progress

STATUS_LABELS = {
    "not_on_track": "Not on track",
    "watch": "Watch",
    "on_track": "On track",
    "improved": "Improved",
    "recovered": "Recovered",
    "insufficient": "Too early to say",
    "cannot_tell": "Cannot tell",
    "no_rating": "No rating",
    "risk": "Risk answer",
}

CLASS_LABELS = {
    "single_score": "One rating only",
    "recovered": "Recovered",
    "improved": "Improved",
    "no_reliable_change": "No reliable change",
    "deteriorated": "Deteriorated",
    None: "Cannot tell",
}

SUB_MARK_LABELS = {
    "harmed": "into the clinical range",
    "crossed_only": "cut-off passed without reliable change",
}

PATTERN_LABELS = {
    "seesaw": "Seesaw",
    "bleeding": "Slow decline",
    "dipping": "Fallen back",
    "plateau": "Plateau",
    "sudden_gain": "Sudden gain",
}

FATE_LABELS = {
    "reliably_better": "Reliably better",
    "back_on_track": "Back on track",
    "unchanged": "Unchanged",
    "worse": "Reliably worse",
    "ended": "Ended",
    "waiting": "Waiting for ratings",
    "cannot_tell": "Cannot tell",
}


def status_label(status: str) -> str:
    """The word for a status: "Not on track", "Too early to say"."""
    return STATUS_LABELS[status]


def class_label(class_: str | None) -> str:
    """The word for a class of reliable and clinically significant change."""
    return CLASS_LABELS[class_]


def sub_mark_label(sub_mark: str) -> str:
    """The words for a mark beside a class."""
    return SUB_MARK_LABELS[sub_mark]


def pattern_label(pattern: str) -> str:
    """The word for a pattern of a course."""
    return PATTERN_LABELS[pattern]


def fate_label(fate: str) -> str:
    """The words for what followed a response."""
    return FATE_LABELS[fate]


def limit_marks(*, provisional: bool | None, verified: bool | None) -> str:
    """What a limit has to say of itself where it decides: "provisional", "not verified", both, or
    nothing. None, as in reasons stored without the mark, says nothing."""
    words = [
        word
        for word, given in (("provisional", provisional), ("not verified", verified is False))
        if given
    ]
    return ", ".join(words)


def change_label(progress: Progress) -> str:
    """What stands under "since start": "reliable", "within error", or "–" where neither can be
    said."""
    if progress.reliable is None:
        return "–"
    return "reliable" if progress.reliable else "within error"
