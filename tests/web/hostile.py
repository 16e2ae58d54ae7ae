"""A client's form in hostile hands: opened in each way, and what comes back instead of answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from outcomes.actions import home_links
from outcomes.languages import language
from outcomes.measures import catalogue, use_measures_of_clinic
from outcomes.storage import Administration, AuditEvent, db
from tests import cast as story
from tests.browsing import form_token
from tests.web.enrolling import enrolled, shown_code, type_code
from tests.web.test_tablet import fields, handed_over

Pairs = list[tuple[str, str]]

URLENCODED = "application/x-www-form-urlencoded"
PROBE = "\"'><img src=x onerror=probe>"
"""Would be an element of its own wherever it came out as it went in."""
LEAKS = ("<img src=x", "Traceback", "werkzeug", "sqlalchemy", "sqlite")
WAYS = ("hand_over", "kiosk", "home")
HOURS = """
id = "hours"
version = "1"
name = "Hours of sleep"
kind = "outcome"
better = "higher"
minimum = 0
maximum = 24
step = 0.5
recall = "the past week"
wording_source = "Written for this test."
citation = "Nobody, 2026."
[licence]
name = "CC0 1.0"
statement = "Free for anyone."
attribution = "Hours of sleep, CC0 1.0"
[items]
ids = ["hours"]
kind = "number"
minimum = 0
maximum = 24
step = 0.5
[[wording]]
language = "en"
age_bands = ["adult"]
raters = ["self"]
title = "How long did you sleep?"
prompt = "Write a number."
[wording.items]
hours = "Hours in a usual night"
"""
"""A measure of the one kind of item that no packaged measure has."""


@dataclass(frozen=True)
class Kind:
    """A measure of one kind of item, with answers that its form takes, and others."""

    measure_id: str
    good: str
    other: str
    age_band: str = "adult"

    @property
    def items(self) -> list[str]:
        return [item.id for item in catalogue()[self.measure_id].items]

    @property
    def needed(self) -> list[str]:
        return [item.id for item in catalogue()[self.measure_id].items if not item.optional]


KINDS = {
    "line": Kind("wellbeing", "3.1", "7.9"),
    "choice": Kind("phq9", "1", "3"),
    "faces": Kind("faces", "1", "2", age_band="child"),
    "goals": Kind("goals", "3.1", "7.9"),
    "number": Kind("hours", "6.5", "8"),
}


@dataclass(frozen=True)
class OpenForm:
    """A begun form in a browser; `sent` is what its page would send once it is filled in."""

    app: Flask
    browser: FlaskClient
    kind: Kind
    language: str
    sent: Pairs

    @property
    def stored(self) -> tuple[int, int]:
        """How many ratings came in with this form, and how many audit rows say so."""
        mine = Administration.form_uuid == self.value("form_uuid")
        said = db.select(AuditEvent.sequence).where(AuditEvent.event == "rating_submitted")
        with self.app.app_context():
            form = db.session.scalars(db.select(Administration).where(mine)).one()
            rows = db.session.scalars(said.where(AuditEvent.actor_id == form.id)).all()
            counts = int(form.submitted_at is not None), len(rows)
            db.session.remove()
            return counts

    def post(self, pairs: Pairs, **more: object) -> TestResponse:
        return self.post_body(urlencode(pairs).encode(), **more)

    def post_body(
        self, body: bytes, *, content_type: str = URLENCODED, **more: object
    ) -> TestResponse:
        return self.browser.post("/rate/form", data=body, content_type=content_type, **more)

    def value(self, name: str) -> str:
        return dict(self.sent)[name]

    def with_value(self, name: str, value: str) -> Pairs:
        return [(each, value if each == name else old) for each, old in self.sent]

    def without(self, name: str) -> Pairs:
        return [pair for pair in self.sent if pair[0] != name]

    def check_page(self, answer: TestResponse) -> None:
        check_page(answer, code=self.language)


def check_page(answer: TestResponse, *, code: str = "en") -> None:
    """A client can read it: one heading, a title, the language of the form, nothing from inside."""
    page = answer.text
    direction = language(code).direction
    assert answer.mimetype == "text/html"
    assert f'<html lang="{code}" dir="{direction}"' in page
    assert len(re.findall(r"<h1[^>]*>[^<]*\S", page)) == 1
    assert re.search(r"<title>\s*\S", page)
    assert "</html>" in page
    assert not [leak for leak in LEAKS if leak in page]


def opened(app: Flask, kind: str, way: str, code: str, *, client: str = "0417") -> OpenForm:
    """Open a form of one of Miriam's clients in one of the ways, and begin it."""
    wanted = KINDS[kind]
    if kind == "number":
        use_measures_of_clinic({"hours.toml": HOURS})
    with app.app_context():
        episode = story.Cast().episode(client)
        episode.outcome_measure_id, episode.age_band = wanted.measure_id, wanted.age_band
        episode.client.language = code
        db.session.commit()
        db.session.remove()
    browser = {"hand_over": _handed_over, "kiosk": _on_kiosk, "home": _at_home}[way](app, client)
    if kind == "goals":
        put_goals(browser, dict.fromkeys(wanted.items, f"Sleep {PROBE}"))
    page = browser.get("/rate/form").text
    answers = {f"answer-{item}": wanted.good for item in wanted.items}
    assert all(f'name="{name}"' in page for name in answers)
    return OpenForm(app, browser, wanted, code, list((fields(page) | answers).items()))


def put_goals(browser: FlaskClient, goals: dict[str, str]) -> TestResponse:
    """Say what the form's lines are about."""
    token = form_token(browser.get("/rate/goals"))
    return browser.post("/rate/goals", data=goals | {"csrf_token": token})


def _handed_over(app: Flask, client: str) -> FlaskClient:
    return _begun(handed_over(app, client))


def _on_kiosk(app: Flask, client: str) -> FlaskClient:
    tablet = enrolled(app, f"Tablet of {client}")
    assert type_code(tablet, shown_code(app, client)).status_code == 303
    return _begun(tablet)


def _at_home(app: Flask, client: str) -> FlaskClient:
    phone = app.test_client()
    assert phone.post(home_link(app, client)).status_code == 303
    return phone


def _begun(browser: FlaskClient) -> FlaskClient:
    browser.post("/rate/start", data={"csrf_token": form_token(browser.get("/rate/"))})
    return browser


def home_link(app: Flask, client: str = "0417") -> str:
    """The path of a link for a client's session of today."""
    with app.app_context():
        episode, at = story.Cast().episode(client), app.config["CLOCK"]()
        made = home_links.make_link(
            episode=episode,
            kind="outcome",
            held_on=story.TODAY,
            by=episode.therapist,
            at=at,
            on=story.TODAY,
        )
        db.session.remove()
        return f"/rate/link/{made.token}"


@contextmanager
def commits(app: Flask) -> Iterator[Callable[[], object]]:
    """What is committed, as something that is equal while nothing changes; see `everything`."""
    with app.app_context():
        connection = db.engine.raw_connection()
    cursor, seen = connection.cursor(), {}

    def now() -> object:
        version = cursor.execute("PRAGMA data_version").fetchone()[0]
        if version not in seen:
            seen[version] = {name: cursor.execute(query).fetchall() for name, query in ROWS.items()}
        return seen[version]

    try:
        yield now
    finally:
        connection.close()


ROWS = {
    name: f'SELECT * FROM "{name}"'
    for name in db.metadata.tables
    # Each showing of a form, also with what is missing, has a key of its own for what may rest.
    if name != "resting_keys"
}


def everything(app: Flask) -> object:
    """Every row of every table, but for the keys of the forms that are being shown."""
    with commits(app) as committed:
        return committed()


# What may come back. Each strategy makes a list of (fields, statuses that are right for them).

NO_NUMBERS = st.one_of(
    st.sampled_from(
        ["NaN", "nan", "inf", "-inf", "Infinity", "1e400", "1e0", "0x1", "-0", "-1", "+1", "99",
         "1.05", "٩٩", "１２３", "²", "1 000", "1.2.3", "1,2,3", "1;2", "\x00", "1\x00", "\x001",
         "", " ", "\t\r\n", "\u2028", "\ufeff1", "1\u200b", "9" * 400, "1" + "0" * 30, "None",
         "true", "[1]", PROBE, "{{7*7}}", "%00", "'; DROP TABLE answers; --"]
    ),
    st.text(max_size=40).filter(lambda text: not any(each.isdecimal() for each in text)),
)  # fmt: skip
FOREIGN = "00000000-0000-4000-8000-000000000000"
STRANGE_NAMES = st.text(min_size=1, max_size=12).map(lambda text: f"x-{text}")


def strangers() -> st.SearchStrategy[Pairs]:
    """Fields that no form of ours has; they are not looked at."""
    mine = st.sampled_from([("layout", "sideways"), ("device_class", "toaster"), ("score", "40"),
                            ("state", "submitted"), ("episode_id", "1"), ("answer-mood", "5"),
                            ("range-feeling", "50"), ("submitted_at", "1970-01-01")])  # fmt: skip
    return st.lists(st.one_of(mine, st.tuples(STRANGE_NAMES, st.text(max_size=30))), max_size=6)


def same_content(form: OpenForm) -> st.SearchStrategy[Pairs]:
    """The same answers, in another order, written differently, among other things."""
    same = {"line": ["3.1", "3,1", "3.10", " 3.1\t", "٣٫١", "３.１", "03.1"]}
    same["goals"], same["choice"] = same["line"], ["1", "1.0", "1,", " 1", "١", "１", "01"]
    same["faces"], same["number"] = same["choice"], ["6.5", "6,50", "٦٫٥", "06.5"]
    [name] = [name for name, kind in KINDS.items() if kind is form.kind]
    ways = {f"answer-{item}": st.sampled_from(same[name]) for item in form.kind.items}
    twice = st.lists(st.sampled_from(form.sent), max_size=2)

    def put_together(answers: dict[str, str], more: Pairs, again: Pairs) -> Pairs:
        written = [(field, answers.get(field, value)) for field, value in form.sent]
        return written + more + [(field, answers.get(field, value)) for field, value in again]

    whole = st.builds(put_together, st.fixed_dictionaries(ways), strangers(), twice)
    return whole.flatmap(st.permutations)


def broken(form: OpenForm) -> st.SearchStrategy[tuple[Pairs, set[int]]]:
    """One to three things wrong, and what is right to answer to any of them."""
    needed = st.sampled_from([f"answer-{item}" for item in form.kind.needed])
    own, token = form.value("form_uuid"), form.value("csrf_token")
    uuids = st.sampled_from(
        [FOREIGN, own[:-1], own.upper(), f" {own} ", own + "\x00", own.replace("-", ""), "", "1",
         f"{{{own}}}", PROBE, "../" + own]
    )  # fmt: skip
    tokens = st.sampled_from([token[:-1], token + "x", "", PROBE, "é", token[::-1], "\x00"])
    changes = st.one_of(
        st.tuples(st.just("set"), needed, NO_NUMBERS, st.just(422)),
        st.tuples(st.just("drop"), needed, st.just(""), st.just(422)),
        st.tuples(st.just("set"), st.just("form_uuid"), uuids, st.just(409)),
        st.tuples(st.just("drop"), st.just("form_uuid"), st.just(""), st.just(409)),
        st.tuples(st.just("set"), st.just("csrf_token"), tokens, st.just(400)),
        st.tuples(st.just("drop"), st.just("csrf_token"), st.just(""), st.just(400)),
        st.tuples(st.just("double"), needed, st.just(form.kind.other), st.just(400)),
        st.tuples(st.just("double"), st.just("form_uuid"), st.just(FOREIGN), st.just(400)),
    )
    wrong = st.lists(changes, min_size=1, max_size=3, unique_by=lambda change: change[1])

    def put_together(
        changed: Sequence[tuple[str, str, str, int]], more: Pairs
    ) -> tuple[Pairs, set[int]]:
        return _changed(form.sent, changed) + more, {status for *_, status in changed}

    return st.builds(put_together, wrong, strangers())


def _changed(sent: Pairs, changes: Sequence[tuple[str, str, str, int]]) -> Pairs:
    pairs = list(sent)
    for how, name, value, _status in changes:
        if how == "double":
            pairs = [*pairs, (name, value)]
        else:
            put = [(name, value)] if how == "set" else []
            pairs = [each for each in pairs if each[0] != name] + put
    return pairs
