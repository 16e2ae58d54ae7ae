"""Curves as text for a console."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from outcomes.exchange.problems import printable
from outcomes.wording import plain, points

TERM_WIDTH = 17
LINE_WIDTH = 96
LEFT_OUT = {
    "no_scores": "without a score",
    "one_score": "with no score after the first",
    "late_intake": "first rated after session 3",
    "no_score_at_session_1": "not rated at session 1",
}
STAGES = {
    "few_episodes": "fewer than 30 closed episodes; a clinic goes on with the starter curve",
    "not_yet_200": "30 to 199 closed episodes; a clinic uses it blended with the starter curve",
    "coverage_not_known": "200 closed episodes or more; local only if its bands hold what they "
    "promise for clients held out (outcomes curves evaluate)",
    "coverage_off": "its bands do not hold what they promise for clients held out",
}
_METHODS = {
    "blend": "blended with the curve {curve}, which counts for {episodes:g} episodes",
    "ml": "maximum likelihood, these episodes alone",
    "reml": "restricted maximum likelihood (REML), these episodes alone",
}


def say_fit(record: dict[str, Any], *, as_json: bool, out: Path | None) -> None:
    """Print a fit, as JSON or as text, and where it is kept."""
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in fit_lines(record):
        click.echo(line)
    if out:
        click.echo(f"Written to {printable(str(out))}")


def fit_lines(record: dict[str, Any]) -> Iterable[str]:
    """A fit in a screenful: what, how many, estimates, how the search ended, what it is for."""
    measure, provenance, model = record["measure"], record["provenance"], record["model"]
    scale = (
        f"{plain(measure['minimum'])}–{plain(measure['maximum'])}, {measure['better']} is better"
    )
    yield f"{_files(provenance)} · {measure['name']}, {scale}"
    yield model["formula"]
    yield f"log_session = {model['log_session']}, {_unit(measure, record['scale'])}"
    yield _METHODS[record["method"]].format(**record["prior"] or {})
    yield f"{record['n_clients']:,} clients with {record['n_scores']:,} modelled scores."
    yield from _left_out(provenance)
    yield ""
    yield from _estimates(record)
    yield ""
    yield from _ending(record)


def pair(term: str, sentence: str) -> Iterable[str]:
    """A term and a sentence, wrapped under itself."""
    return textwrap.wrap(
        f"{term:<{TERM_WIDTH}}{sentence}", LINE_WIDTH, subsequent_indent=" " * TERM_WIDTH,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def figure(value: float | None, width: int = 14) -> str:
    """A number of a fit, to six decimals, its minus a true one."""
    return f"{'–' if value is None else f'{value:.6f}'.replace('-', '−'):>{width}}"


def _files(provenance: dict[str, Any]) -> str:
    if provenance["files"] is None:
        return f"Sums of {' and '.join(printable(each['name']) for each in provenance['pooled'])}"
    return printable(" and ".join(each["name"] for each in provenance["files"]))


def _unit(measure: dict[str, Any], scale: str) -> str:
    if scale == "points":
        return "score in points"
    sign = "score - M" if measure["better"] == "higher" else "M - score"
    return f"z = ({sign}) / SD with M {measure['norm_mean']:g} and SD {measure['norm_sd']:g}"


def _left_out(provenance: dict[str, Any]) -> Iterable[str]:
    parts = [f"{n:,} {LEFT_OUT[why]}" for why, n in (provenance["left_out"] or {}).items() if n]
    if parts:
        yield f"Not in it: {', '.join(parts)}."


def _estimates(record: dict[str, Any]) -> Iterable[str]:
    yield f"  {'':<26}{'estimate':>14}{'std. error':>14}"
    for name, each in record["coefficients"].items():
        yield f"  {name:<26}{figure(each['estimate'])}{figure(each['standard_error'])}"
    own, residual = record["covariance_parameters"], record["residual"]
    yield f"  {'':<26}{'variance':>14}{'SD':>14}"
    yield f"  {'client level':<26}{figure(own['variance_level'])}{figure(own['sd_level'])}"
    slope = figure(own["variance_log_session"]) + figure(own["sd_log_session"])
    yield f"  {'client log_session':<26}{slope}"
    yield f"  {'residual':<26}{figure(residual['variance'])}{figure(residual['sd'])}"
    yield f"  {'':<26}{'covariance':>14}{'correlation':>14}"
    yield f"  {'level, log_session':<26}{figure(own['covariance'])}{figure(own['correlation'])}"


def _ending(record: dict[str, Any]) -> Iterable[str]:
    if record["log_likelihood"] is not None:
        kind = "restricted" if record["method"] == "reml" else "maximised"
        yield from pair("Log-likelihood", f"{figure(record['log_likelihood'], 0)} ({kind})")
    yield from pair("Search", _search(record["convergence"]))
    spent = record["cpu_seconds"]
    words = ", ".join(f"{name} {value:.3f} s" for name, value in spent.items())
    yield from pair("Processor", words)
    if record["stage"]:
        yield from pair("Stage", STAGES[record["stage"]["reason"]])
    yield from pair("Curve", f"{record['label']}. {record['provenance']['sentence']}")


def _search(convergence: dict[str, Any]) -> str:
    if "rounds" in convergence:
        return f"{convergence['message']}, after {convergence['rounds']} rounds"
    return (
        f"{convergence['message']}; {convergence['evaluations']} evaluations, "
        f"{convergence['restarts']} restarts, gradient {convergence['gradient']:.1e}, "
        f"smallest curvature {convergence['smallest_curvature']:.3g}"
    )


def bands_lines(record: dict[str, Any]) -> Iterable[str]:
    """The bands of a curve as a table, a row a session, with where the curve comes from."""
    measure, curve = record["measure"], record["curve"]
    scale = (
        f"{plain(measure['minimum'])}–{plain(measure['maximum'])}, {measure['better']} is better"
    )
    begun = "" if record["intake"] is None else f" · first score {plain(record['intake'])}"
    yield f"{measure['name']}, {scale}{begun}"
    yield ""
    names = list(record["sessions"][0]["benefit_percentiles"])
    heads = "".join(f"{name + 'th':>9}" for name in names)
    yield f"  {'':<27}  {'   benefit percentile'}"
    yield f"  {'session':<9}{'mean':>9}{'SD':>9}  {heads}"
    for each in record["sessions"]:
        scores = each["benefit_percentiles"].values()
        cells = "".join(f"{points(value):>9}" for value in scores)
        yield f"  {each['session']:<9}{points(each['mean']):>9}{points(each['sd']):>9}  {cells}"
    yield ""
    yield "The 10th benefit percentile is the score that nine in ten clients do better than."
    held = any(each["held_at_intake"] for each in record["sessions"])
    if held:
        yield "At session 1 the curve is the first score itself."
    if not record["inside_scale"]:
        yield "Scores are as modelled, not cut at the ends of the scale."
    if curve["cap"]:
        yield f"From session {curve['cap']} on the curve stays where it is."
    yield from pair("Curve", f"{curve['label']}, {curve['words']}. {curve['provenance']}")
