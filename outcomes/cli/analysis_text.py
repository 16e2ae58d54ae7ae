"""The result of an analysis as text for a console."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from outcomes.change import ASSESSMENTS, Progress
from outcomes.change.rates import OutcomeRates
from outcomes.exchange.analysis import Analysis
from outcomes.exchange.problems import FileProblems, printable
from outcomes.exchange.text_files import DELIMITERS
from outcomes.wording import (
    change_label,
    counted,
    curve_words,
    main_reason,
    plain,
    points,
    signed,
    status_label,
    why_sentence,
)
from outcomes.wording.caseloads import (
    RATES_NOTE,
    need_sentence,
    rate_rows,
    size_sentence,
    source_rows,
    status_note,
)

MOST_NAMED = 10
NAME_WIDTH = 16
TERM_WIDTH = 17
LINE_WIDTH = 96
SPEAKING = ("not_on_track", "watch")


def summary_lines(
    analysis: Analysis, summary: dict[str, Any], rates: OutcomeRates | None, order: Sequence[int]
) -> Iterable[str]:
    """The caseload in a screenful: size, statuses, rates, who to talk about first, sources."""
    stick = analysis.yardstick
    scale = f"{plain(stick.minimum)}–{plain(stick.maximum)}, {stick.better} is better"
    yield f"{summary['file']['name']} · {stick.measure_name}, {scale}"
    size = size_sentence(clients=summary["clients"], episodes=summary["episodes"],
                         ratings=summary["ratings"], missing=summary["missing_ratings"],
                         measure=stick.measure_name)  # fmt: skip
    yield from textwrap.wrap(size, LINE_WIDTH)
    if skipped := summary["rows"]["skipped"]:
        yield f"{counted(skipped, 'row')} with problems left out, as asked for."
    yield ""
    yield from _statuses(summary)
    yield ""
    yield from _rates(rates)
    yield ""
    yield from _first(analysis, order, summary)
    for term, sentence in (*_sources(analysis), *settings(analysis)):
        yield from _pair(term, sentence)


def problem_lines(error: FileProblems) -> Iterable[str]:
    """What is wrong with a file: the count, then a line each."""
    problems = "1 problem" if error.total == 1 else f"{error.total:,} problems"
    yield f"{error.message} {problems}; nothing was written."
    for problem in error.found:
        yield f"  {problem}"
    if error.total > len(error.found):
        yield f"  ... and {error.total - len(error.found):,} more, not listed"
    if not any(problem.row is None or problem.kind == "wrong_encoding" for problem in error.found):
        yield "Rows count as in a spreadsheet: the heading is row 1."
        yield "--skip-bad-rows leaves such rows out and counts them."


def settings(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """(term, sentence) pairs: the file, its columns and what was chosen."""
    ratings, layout = analysis.ratings, analysis.ratings.layout
    source = ratings.source
    pairs = [
        ("File", f"{source.name}, {source.bytes:,} bytes, {source.encoding.upper()}, "
         f"{DELIMITERS.get(source.delimiter, source.delimiter)}-separated"),
        ("Columns", _columns(layout.names())),
        ("Rows", f"{ratings.rows_read:,} read, {ratings.rows_chosen:,} chosen, "
         f"{ratings.rows_skipped:,} left out for a problem"),
    ]  # fmt: skip
    if layout.where:
        chosen = [f"{layout.heading[place]} = {' or '.join(sorted(values))}"
                  for place, values in layout.where.items()]  # fmt: skip
        pairs.insert(2, ("Chosen", printable(" and ".join(chosen))))
    if ratings.date_order:
        pairs.append(("Dates", f"{ratings.date_order.replace('_', ' ')}"))
    if ratings.off_step:
        pairs.append(("Between steps", f"{counted(ratings.off_step, 'score')} between two steps "
                      "of the scale, kept as given"))  # fmt: skip
    pairs.append(("Occasions", analysis.occasions))
    pairs.append(("SHA-256", source.sha256))
    return tuple(pairs)


def _statuses(summary: dict[str, Any]) -> Iterable[str]:
    counts = {status: count for status, count in summary["statuses"].items()
              if count or status != "cannot_tell"}  # fmt: skip
    most, width = max(max(counts.values()), 1), len(f"{max(counts.values()):,}")
    for status, count in counts.items():
        bar = "━" * round(28 * count / most)
        yield f"  {status_label(status):<18}{count:>{width},}  {bar}{'●' if count else '─'}"
    curve = summary["curve"] and summary["curve"]["label"]
    if note := status_note(summary["statuses"], curve=curve):
        yield from textwrap.wrap(note, LINE_WIDTH, initial_indent="  ", subsequent_indent="  ")


def _rates(rates: OutcomeRates | None) -> Iterable[str]:
    if rates is None:
        yield f"  {why_sentence('no_limit')}"
        return
    rows = rate_rows(rates)
    width = max(len(count) for _, count, _ in rows)
    yield "  Clients who ..."
    for what, count, interval in rows:
        yield f"  {what:<46}  {count:>{width}}   {interval}"
    yield f"  {RATES_NOTE}"


def _first(analysis: Analysis, order: Sequence[int], summary: dict[str, Any]) -> Iterable[str]:
    yield need_sentence(summary["statuses"])
    for index in order[:MOST_NAMED]:
        progress = analysis.progress[int(index)]
        if progress.status not in SPEAKING:
            break
        name = _fitted(printable(analysis.ratings.names[int(index)]), NAME_WIDTH)
        yield f"  {name}  {status_label(progress.status):<14}{_course(progress)}"
        yield f"  {' ' * NAME_WIDTH}  {main_reason(progress)}"
    yield ""


def _course(progress: Progress) -> str:
    decimals = 1 if progress.yardstick.step < 1 else 0
    return (
        f"{points(progress.intake, decimals)} to {points(progress.latest, decimals)} "
        f"({signed(progress.change, decimals)}, {change_label(progress)}), "
        f"{counted(progress.n, 'rating')}"
    )


def _pair(term: str, sentence: str) -> Iterable[str]:
    return textwrap.wrap(
        f"{term:<{TERM_WIDTH}}{sentence}", LINE_WIDTH, subsequent_indent=" " * TERM_WIDTH,
        drop_whitespace=True, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _sources(analysis: Analysis) -> Iterable[tuple[str, str]]:
    yield from source_rows(analysis.yardstick)
    curve = analysis.curve
    why = "assessments" if analysis.occasions == ASSESSMENTS else "no_curve"
    if analysis.occasions != ASSESSMENTS and curve is not None:
        why = curve.why_not(analysis.yardstick)
    words = why_sentence(why) if why else f"{curve.label}, {curve_words(curve)}."
    yield "Expected course", words


def _columns(names: dict[str, Any]) -> str:
    parts = [f"{role} in {printable(name)}" for role, name in names.items()
             if isinstance(name, str)]  # fmt: skip
    if names["items"]:
        parts.append(f"items in {printable(', '.join(names['items']))}")
    return ", ".join(parts)


def _fitted(text: str, width: int) -> str:
    """Text in exactly `width` columns of a terminal; letters of some scripts take two."""
    out, used = "", 0
    for letter in text:
        size = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used + size > width - (len(text) > width):
            return out + "…" + " " * (width - used - 1)
        out, used = out + letter, used + size
    return out + " " * (width - used)


def written_lines(folder: Path, names: Iterable[str]) -> Iterable[str]:
    """Where the files are."""
    yield f"Written to {folder}: {', '.join(names)}"
