"""The response panel beside a course: what did you do, what was it about, when do you look again.

The steps stand in the address of the client's page (``?signal=5&did=consulted``), so they work
without scripts and Back goes back. What somebody writes in their own words never stands in an
address: it travels with the last step, which is a form that is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from outcomes.reports.what_followed import reasons_in
from outcomes.storage import Signal
from outcomes.web.pages.appointments import AppointmentsAhead
from outcomes.web.pages.entries import asks
from outcomes.web.pages.forms import BLANK, FormState
from outcomes.web.pages.response_words import (
    DETAIL_LABELS,
    DID,
    DID_CHOSEN,
    DID_HINTS,
    DOMAINS,
    IN_STEPS,
    LOOK_AGAIN,
    RISK_DID,
)
from outcomes.web.pages.words import sentence
from outcomes.wording.responses import signal_label


@dataclass(frozen=True)
class Option:
    """One row to choose."""

    value: str
    label: str
    hint: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chosen:
    """What was chosen in a step, and where one goes to choose otherwise."""

    term: str
    words: str
    change_url: str


@dataclass(frozen=True)
class ResponsePanel:
    """One step of answering a signal.

    `step` names the template: ``did``, ``about``, ``when``, ``date``, ``why`` or ``risk``. `said`
    says which signal it is, where that is not the finding of the page. `detail_label` is the
    question answered in one's own words, empty where there is none.
    """

    step: str
    number: int
    of: int
    title: str
    signal_id: int
    said: str
    shape: str
    shape_label: str
    chosen: tuple[Chosen, ...] = ()
    options: tuple[Option, ...] = ()
    script: tuple[str, ...] = ()
    did: str = ""
    about: str = ""
    detail_label: str = ""
    page_url: str = ""
    post_url: str = ""
    back_url: str = ""
    other_option: Option | None = None
    form: FormState = field(default=BLANK)


@dataclass(frozen=True)
class Waiting:
    """Another signal of the same client that waits for a response."""

    shape: str
    words: str
    url: str


@dataclass(frozen=True)
class PanelChoice:
    """What the address says of the panel, checked; unknown words choose nothing."""

    signal_id: int | None = None
    did: str = ""
    about: str = ""
    form: FormState = field(default=BLANK)
    wants_date: bool = False

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> PanelChoice:
        """Read from the query of an address."""
        did, about, signal = args.get("did", ""), args.get("about", ""), args.get("signal", "")
        return cls(
            signal_id=int(signal) if signal.isdecimal() and len(signal) < 12 else None,
            did=did if did in DID else "",
            about=about if about in DOMAINS else "",
        )


def signal_to_answer(
    signals: Sequence[Signal], choice: PanelChoice, *, on: dt.date
) -> Signal | None:
    """The signal the panel is about: the one asked for, else a risk answer, else what asks."""
    open_ones = [each for each in signals if each.is_open]
    for each in open_ones:
        if each.id == choice.signal_id:
            return each
    order = {"risk": 0, "outcome": 1, "alliance": 2, "no_rating": 3}
    asking = [each for each in open_ones if asks(each, on=on)]
    return min(asking, key=lambda each: order[each.kind], default=None)


def other_waiting(
    signals: Sequence[Signal], shown: Signal | None, *, on: dt.date
) -> tuple[Waiting, ...]:
    """The other signals of this client that wait for a response."""
    return tuple(
        Waiting(_shape(each), sentence(_said(each)), panel_url(each))
        for each in signals
        if asks(each, on=on) and (shown is None or each.id != shown.id)
    )


def panel_url(signal: Signal, **chosen: str) -> str:
    """The client's page with the panel at the step that these choices lead to."""
    return url_for(
        "episodes.page",
        episode_id=signal.episode_id,
        signal=signal.id,
        **{name: value for name, value in chosen.items() if value},
        _anchor="respond",
    )


def response_panel(
    signal: Signal,
    choice: PanelChoice,
    *,
    alliance_note: str,
    ahead: AppointmentsAhead,
    on: dt.date,
) -> ResponsePanel:
    """The panel at the step the choices have reached.

    Args:
        alliance_note: a fact that speaks for "working together", where there is one.
        ahead: when the client comes next, for the words under "next session".
    """
    if signal.kind == "risk":
        return _risk(signal, choice)
    if choice.did == "false_alarm":
        return _why(signal, choice)
    if choice.did not in IN_STEPS:
        return _did(signal, choice)
    if not choice.about:
        return _about(signal, choice, alliance_note=alliance_note)
    return _when(signal, choice, ahead=ahead, on=on)


def _panel(signal: Signal, choice: PanelChoice, step: str, **parts: object) -> ResponsePanel:
    from_finding = signal.kind == "outcome"
    return ResponsePanel(
        step=step,
        signal_id=signal.id,
        said="" if from_finding else sentence(_said(signal)),
        shape=_shape(signal),
        shape_label=signal_label(signal.kind, signal.level),
        did=choice.did,
        about=choice.about,
        page_url=url_for("episodes.page", episode_id=signal.episode_id, _anchor="respond"),
        post_url=url_for("signals.respond", signal_id=signal.id),
        form=choice.form,
        **parts,
    )


def _shape(signal: Signal) -> str:
    return signal.level or "watch" if signal.kind == "outcome" else signal.kind


def _said(signal: Signal) -> str:
    return " ".join(reasons_in(signal.evidence)[:1])


def _did(signal: Signal, choice: PanelChoice) -> ResponsePanel:
    options = [Option(each, DID[each], DID_HINTS.get(each, "")) for each in DID]
    return _panel(
        signal,
        choice,
        "did",
        number=1,
        of=3,
        title="What did you do?",
        options=tuple(each for each in options if each.value != "remind_me"),
        # Putting off asks nothing more, so this one row saves at once and is a form of its own.
        other_option=options[-1],
    )


def _about(signal: Signal, choice: PanelChoice, *, alliance_note: str) -> ResponsePanel:
    return _panel(
        signal,
        choice,
        "about",
        number=2,
        of=3,
        title="What was it about?",
        chosen=(_did_chosen(signal, choice),),
        options=tuple(
            Option(name, domain.label, domain.hint, alliance_note if name == "alliance" else "")
            for name, domain in DOMAINS.items()
        ),
        back_url=panel_url(signal),
    )


def _when(
    signal: Signal, choice: PanelChoice, *, ahead: AppointmentsAhead, on: dt.date
) -> ResponsePanel:
    hints = {
        "next_session": ahead.next_words(on=on),
        "in_three_sessions": ahead.third_words(on=on),
        "at_date": "",
    }
    domain = DOMAINS[choice.about]
    return _panel(
        signal,
        choice,
        "date" if choice.wants_date else "when",
        number=3,
        of=3,
        title="On which day do you look again?" if choice.wants_date else "When do you look again?",
        chosen=(
            _did_chosen(signal, choice),
            Chosen("About", domain.label, panel_url(signal, did=choice.did)),
        ),
        options=tuple(Option(name, label, hints[name]) for name, label in LOOK_AGAIN.items()),
        script=domain.script if choice.did == "talked_with_client" else (),
        detail_label=DETAIL_LABELS.get(choice.did, ""),
        back_url=panel_url(signal, did=choice.did),
    )


def _why(signal: Signal, choice: PanelChoice) -> ResponsePanel:
    return _panel(
        signal,
        choice,
        "why",
        number=2,
        of=2,
        title="Why is it a false alarm?",
        chosen=(_did_chosen(signal, choice),),
        detail_label=DETAIL_LABELS["false_alarm"],
        back_url=panel_url(signal),
    )


def _risk(signal: Signal, choice: PanelChoice) -> ResponsePanel:
    return _panel(
        signal,
        choice,
        "risk",
        number=1,
        of=1,
        title="What was done about it?",
        options=tuple(Option(value, label) for value, label in RISK_DID.items()),
    )


def _did_chosen(signal: Signal, choice: PanelChoice) -> Chosen:
    return Chosen("Did", DID_CHOSEN[choice.did], panel_url(signal))
