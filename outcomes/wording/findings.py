"""What is said of one course: on its row, on its page, on paper, and to the client."""

from __future__ import annotations

from outcomes.change import Progress
from outcomes.wording.labels import limit_marks
from outcomes.wording.numbers import counted, limit_text, number_word, plain, points, share_words
from outcomes.wording.reasons import (
    Numbers,
    aside,
    both_marked,
    change_within_error,
    curve_words,
    lower_first,
    marks,
    moved,
    passed_cut_off,
    reason_sentence,
    subject,
)

FATE_SENTENCES = {
    "reliably_better": "Reliably better by the third rating after the signal.",
    "back_on_track": "Back on track at the third rating after the signal.",
    "unchanged": "No reliable change in the three ratings after the signal.",
    "worse": "Reliably worse by the third rating after the signal.",
    "ended": "The episode ended before three more ratings.",
    "cannot_tell": "Three more ratings, but change cannot be told from measurement error.",
}

NULL_SENTENCES = {
    "no_scores": "There is no rating yet.",
    "one_score": "There is only one rating so far.",
    "no_limit": "No reliable change is known for this measure.",
    "no_cut_off": "No cut-off is known for this measure.",
    "no_norms": "Mean and spread of clients before treatment are not known for this measure, so "
    "no expected course can be drawn.",
    "curve_not_allowed": "This measure is never set against an expected course.",
    "no_curve": "No expected course was asked for.",
    "assessments": "These are assessment visits, not therapy sessions, and the expected course "
    "runs by session.",
    "late_intake": "The first rating came after session 3, too late for a starting point of the "
    "expected course.",
    "no_s_diff": "Neither reliability nor reliable change is known for this measure.",
    "no_lines": "Only the total is known, not the single lines.",
}

PROMPT_SENTENCES = {
    "checkpoint": "Three ratings or more without a reliable improvement: a good moment to look "
    "together at how it is going.",
    "deeper_review": "Six ratings or more without a reliable improvement: worth a deeper review, "
    "with the client and in supervision.",
}


STATUS_SENTENCES = {
    "insufficient": "It is too early to say whether the course is on track.",
    "on_track": "The course is on track.",
    "watch": "The course is one to watch, and worth talking about.",
    "not_on_track": "The course is not on track, and worth talking about.",
    "improved": "The course counts as improved.",
    "recovered": "The course counts as recovered.",
    "cannot_tell": "Whether the course is on track cannot be told.",
}


HELD_TO_ITSELF = 4
"""The rule that looks at a course's own start and best alone: it began outside the clinical range,
or too near the end of the scale to improve reliably."""


def main_reason(progress: Progress) -> str:
    """The one short sentence of a caseload row: where the course stands, and the reason that
    decided its status.

    "Outcome is 1.1 below the start after 6 ratings; the middle course is 6.7 above."
    "1.1 below the start; about 7 in 8 such courses have not improved by session 9." Improved, as
    everywhere, is better by at least the reliable change.
    """
    n = progress.reasons[0].numbers
    code = progress.reasons[0].code
    if code == "little_prospect":
        return f"{_stands(progress)}; {_prospect(n)}."
    if code in ("below_expected", "as_expected"):
        return f"{_where(progress)}; the middle course is {_middle(progress)}."
    if code == "fell_back":
        return _come_back(progress)
    if code == "recovered":
        return _recovered_briefly(n)
    if code == "within_error":
        return f"{change_within_error(n)}; no expected course."
    return reason_sentence(progress.reasons[0])


def _recovered_briefly(n: Numbers) -> str:
    """ "Outcome rose by 9.5, reliably, and passed the cut-off of 25 (limits provisional).": what a
    row has room for. How large a reliable change is stands on the client's page."""
    both, shown = both_marked(n)
    mark, end = aside(marks(shown, "reliable_change")), f" (limits {both})" if both else ""
    return f"{moved(n)}, reliably{mark}, and {passed_cut_off(shown)}{end}."


def no_rating_reason(progress: Progress, *, sessions: int, last_on: str) -> str:
    """The sentence of a row whose last `sessions` attended sessions have no rating; `last_on` is
    the date of the last rating as text ("29 October")."""
    missed = f"No rating for {number_word(sessions)} {'session' if sessions == 1 else 'sessions'}"
    if progress.change is None or not last_on:
        return f"{missed}."
    if progress.change == 0:
        return f"{missed}; the last, on {last_on}, was at the start value."
    where = _off_start(progress, progress.change)
    return f"{missed}; the last, on {last_on}, was {where} the start."


def finding(progress: Progress) -> str:
    """Where the course stands, in two sentences for the client's page.

    "Outcome is 1.1 below the start after 6 ratings. Half of those who began at 17.5 have gained
    6.7 or more by session 7." Where the curve comes from stands beside it (`curve_note`).
    """
    if progress.change is None:
        return reason_sentence(progress.reasons[0])
    expected = expected_sentence(progress)
    if expected is None and progress.reasons[0].code == "within_error":
        expected = "There is no expected course to compare with."
    return f"{_where(progress)}." + (f" {expected}" if expected else "")


def expected_sentence(progress: Progress) -> str | None:
    """What half of the clients with this start have reached by now; None without a curve."""
    if progress.median_expected is None or progress.change is None:
        return None
    intake, median = progress.intake, progress.median_expected
    direction = progress.yardstick.direction
    who = f"Half of those who began at {plain(intake)}"
    gained = direction * (median - intake)
    if gained < 0.05:
        side = "higher" if direction > 0 else "lower"
        return f"{who} score {points(median)} or {side} by session {progress.session}."
    verb = "gained" if direction > 0 else "come down by"
    return f"{who} have {verb} {points(gained)} or more by session {progress.session}."


def curve_note(progress: Progress) -> str | None:
    """ "Starter curve, not from local clients": beside everything drawn or said from a curve."""
    if progress.curve is None or progress.median_expected is None:
        return None
    words = curve_words(progress.curve)
    return words[0].upper() + words[1:]


def summary(progress: Progress) -> tuple[str, ...]:
    """Two or three sentences that open a report on one course.

    "The wellbeing check-in moved from 17.5 to 16.4 over 7 sessions, a change of less than the
    reliable change of 6 (provisional)." Then the expected course, where there is one, and the
    status.
    """
    name = progress.yardstick.measure_name
    if progress.latest is None:
        return (f"{name}: no rating in this period.",)
    if progress.change is None:
        return (
            f"{name}: one rating, {plain(progress.latest)}, at session {progress.session}.",
            "A change needs two ratings.",
        )
    first = f"The {lower_first(name)} {_from_to(progress)}."
    last = status_sentence(progress)
    expected = expected_sentence(progress)
    return (first, expected, last) if expected else (first, last)


def status_sentence(progress: Progress) -> str:
    """The status as a sentence: "The course is not on track, and worth talking about."."""
    said, limits = STATUS_SENTENCES[progress.status], status_limits(progress)
    return f"{said.removesuffix('.')} {limits}." if limits else said


def status_limits(progress: Progress) -> str:
    """What stands behind "on track" where a course is held to its own start and best alone: the
    words say less then. Empty for every other course."""
    if progress.status != "on_track":
        return ""
    if progress.benefit_percentile is None:
        return (
            "as far as can be told without an expected course: not reliably worse than the "
            "start, and not fallen back from the best"
        )
    if progress.rule == HELD_TO_ITSELF:
        return "by its own start and best alone: not reliably worse, and not fallen back"
    return ""


def course_title(first: float, latest: float, *, sessions: int) -> str:
    """The finding that heads a chart: "Rises from 14 to 26 over 8 sessions"."""
    span = f"over {counted(sessions, 'session')}"
    if sessions == 1:
        return f"One rating, {plain(latest)}"
    if plain(first) == plain(latest):
        return f"Begins and ends at {plain(latest)} {span}"
    verb = "Rises" if latest > first else "Falls"
    return f"{verb} from {plain(first)} to {plain(latest)} {span}"


def chart_title(progress: Progress) -> str:
    """`course_title` of a course; "No rating yet" without one."""
    if progress.latest is None:
        return "No rating yet"
    sessions = progress.session - progress.intake_session + 1
    return course_title(progress.intake, progress.latest, sessions=sessions)


def fate_sentence(
    verdict: str, *, gain: float | None = None, reliable_change: float | None = None
) -> str:
    """What followed a response, as a sentence.

    While the three ratings are still coming in ("waiting") it says where things stand so far:
    `gain` is the change since the signal in the direction of benefit, None before the first
    rating, `reliable_change` that of the measure.
    """
    if verdict != "waiting":
        return FATE_SENTENCES[verdict]
    if gain is None:
        return "No rating after the signal yet."
    if reliable_change is None or abs(gain) < reliable_change:
        return "No reliable change so far."
    return f"Reliably {'better' if gain > 0 else 'worse'} so far."


def why_sentence(code: str) -> str:
    """Why a value is missing, as a sentence."""
    return NULL_SENTENCES[code]


def prompt_sentence(prompt: str) -> str:
    """What a prompt beside the status suggests."""
    return PROMPT_SENTENCES[prompt]


def for_client(progress: Progress) -> str | None:
    """How the latest rating compares with the first, in words for the client; None before there
    are two. Within the reliable change it is "about the same"."""
    if progress.change is None:
        return None
    if progress.change == 0 or progress.reliable is False:
        return "about the same"
    side = "higher" if progress.change > 0 else "lower"
    words = f"{side} than when you started"
    if progress.gain < 0:
        return f"{words} - worth talking about together"
    # On a scale of troubles "lower" alone would read as bad news.
    return words if side == "higher" else f"{words}, and lower is better here"


def _where(progress: Progress) -> str:
    """ "Outcome is 1.1 below the start after 6 ratings"."""
    after = f"after {counted(progress.n, 'rating')}"
    noun = subject({"direction": progress.yardstick.direction})
    if progress.change == 0:
        return f"{noun} is where it started {after}"
    return f"{noun} is {_off_start(progress, progress.change)} the start {after}"


def _stands(progress: Progress) -> str:
    """ "1.1 below the start"; "At the start value"."""
    if progress.change == 0:
        return "At the start value"
    return f"{_off_start(progress, progress.change)} the start"


def _off_start(progress: Progress, change: float) -> str:
    """ "1.1 below", and where lower is better "3 below (better than)"."""
    stick = progress.yardstick
    places = 1 if stick.step < 1 else 0
    side = "above" if change > 0 else "below"
    if stick.direction < 0:
        side += " (worse than)" if change > 0 else " (better than)"
    return f"{points(abs(change), places)} {side}"


def _middle(progress: Progress) -> str:
    """ "6.7 above", of the middle course against the start."""
    change = progress.median_expected - progress.intake
    if abs(change) < 0.05:
        return "level with it"
    return f"{points(abs(change))} {'above' if change > 0 else 'below'}"


def _prospect(n: Numbers) -> str:
    """ "about 7 in 8 such courses have not improved by session 9"."""
    share = share_words(n["p_no_reliable_improvement"])
    whose = f"{share} of" if share == "about half" else share
    return f"{whose} such courses have not improved by session {n['horizon']}"


def _come_back(progress: Progress) -> str:
    """ "Was 9.5 above the start and has come back to 3.0 above."."""
    stick = progress.yardstick
    best = progress.best - progress.intake
    was = f"Was {_off_start(progress, best)} the start" if best else "Was at the start value"
    if progress.change == 0:
        return f"{was} and has come back to it."
    now = points(abs(progress.change), 1 if stick.step < 1 else 0)
    side = "above" if progress.change > 0 else "below"
    return f"{was} and has come back to {now} {side}."


def _from_to(progress: Progress) -> str:
    sessions = counted(progress.session - progress.intake_session + 1, "session")
    if progress.change == 0:
        return f"stands where it began, at {plain(progress.latest)}, after {sessions}"
    course = f"moved from {plain(progress.intake)} to {plain(progress.latest)} over {sessions}"
    return f"{course}, {_size(progress)}"


def _size(progress: Progress) -> str:
    """How large the change is against the reliable change."""
    limit = progress.yardstick.reliable_change
    if limit is None:
        return "a change that cannot be told from measurement error"
    mark = aside(limit_marks(provisional=limit.provisional, verified=limit.verified))
    words = f"the reliable change of {limit_text(limit.value)}{mark}"
    if not progress.reliable:
        return f"a change of less than {words}"
    return f"{'better' if progress.gain > 0 else 'worse'} by at least {words}"
