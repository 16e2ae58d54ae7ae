"""Every endpoint by every role, on one's own record, another's of the clinic, another clinic's.

A new endpoint fails here until it has its row in `MATRIX`; a new kind of id needs its line in
`IDS`. What the words mean:

``open``   the role may call it; it holds nobody's record
``own``    the role may call it on records it has a relationship with; on all others it gets 404
(absent)   403 for the role
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes import create_app
from outcomes.actions import paper, reflections, responses, signals
from outcomes.actions.writing import writing
from outcomes.storage import (
    Administration,
    Client,
    CurveVersion,
    Device,
    Episode,
    LearningGoal,
    PaperForm,
    Reflection,
    Response,
    Signal,
    Supervision,
    TherapySession,
    db,
)
from tests import cast as story
from tests.browsing import form_token, sign_in
from tests.cast import OTHER_CLINIC, Cast, address
from tests.closed_clinic import kept_version
from tests.conftest import Clock, settings_for

ROLES = {
    "therapist": "miriam",
    "supervisor": "ingrid",
    "director": "director",
    "reception": "reception",
}
PUBLIC, TABLET, KIOSK = "public", "tablet", "kiosk"
EVERYBODY = dict.fromkeys(ROLES, "open")

MATRIX: dict[str, str | dict[str, str]] = {
    "account.extend": EVERYBODY,
    "account.home": EVERYBODY,
    "account.keep_draft": EVERYBODY,
    "account.page": EVERYBODY,
    "account.seconds_left": PUBLIC,
    "account.take_draft": EVERYBODY,
    "authority.download": PUBLIC,
    "authority.guide": PUBLIC,
    "caseload.new": {"therapist": "open"},
    "caseload.page": {"therapist": "open"},
    "clients.add": {"therapist": "open"},
    "clients.new": {"therapist": "open"},
    "clinic.keep_risk_settings": {"director": "open"},
    "clinic.page": {"director": "open"},
    "curves.activate": {"director": "own"},
    "curves.export_statistics": {"director": "open"},
    "curves.fit": {"director": "open"},
    "curves.give_up": {"director": "open"},
    "curves.model_card_pdf": dict.fromkeys(ROLES, "own"),
    "curves.overview": {"director": "open"},
    "curves.pool": {"director": "open"},
    "curves.version": dict.fromkeys(ROLES, "own"),
    "director.add_team": {"director": "open"},
    "director.assign_supervision": {"director": "own"},
    "director.disable": {"director": "own"},
    "director.enable": {"director": "own"},
    "director.end_supervision": {"director": "own"},
    "director.invite": {"director": "open"},
    "director.invite_page": {"director": "open"},
    "director.people": {"director": "open"},
    "director.person": {"director": "own"},
    "director.start_reset": {"director": "own"},
    "episodes.add_event": {"therapist": "own"},
    "episodes.close": {"therapist": "own"},
    "episodes.explained": {"therapist": "own", "supervisor": "own"},
    "episodes.page": {"therapist": "own", "supervisor": "own"},
    "episodes.record_missed": {"therapist": "own"},
    "episodes.reopen": {"therapist": "own"},
    "episodes.session_held": {"therapist": "own"},
    "episodes.undo_missed": {"therapist": "own"},
    "episodes.why_unrated": {"therapist": "own"},
    "health.healthz": PUBLIC,
    "home.leave": TABLET,
    "home.page": PUBLIC,
    "home.start": PUBLIC,
    "kiosk.code": KIOSK,
    "kiosk.enrol": PUBLIC,
    "goals.own": TABLET,
    "goals.page": {"therapist": "own"},
    "goals.word": {"therapist": "own"},
    "goals.word_own": TABLET,
    "kiosk.enrol_page": PUBLIC,
    "kiosk.help_page": KIOSK,
    "kiosk.use_code": KIOSK,
    "kiosk.wait": PUBLIC,
    "one_time_link.page": PUBLIC,
    "one_time_link.set_password": PUBLIC,
    "own_ratings.choose": {"therapist": "own"},
    "own_ratings.keep_for_clinic": {"director": "open"},
    "own_ratings.keep_remark": TABLET,
    "own_ratings.page": TABLET,
    "own_ratings.together": {"therapist": "own"},
    "paper.ask_second_readings": {"director": "open"},
    "paper.blank_forms": {"therapist": "open", "reception": "open"},
    "paper.blank_pdf": {"therapist": "open", "reception": "open"},
    "paper.client_pdf": {"therapist": "own", "reception": "own"},
    "paper.count_first_reading": {"therapist": "own", "reception": "own"},
    "paper.discard": {"therapist": "own", "reception": "own"},
    "paper.enter": {"therapist": "own", "reception": "own"},
    "paper.entry": {"therapist": "own", "reception": "own"},
    "paper.page": {"therapist": "own", "reception": "own"},
    "paper.read_again": {"therapist": "own", "reception": "own"},
    "paper.readings": {"director": "open"},
    "paper.settle": {"therapist": "own", "reception": "own"},
    "paper.waiting": {"therapist": "own", "reception": "own"},
    "ratings.make_link": {"therapist": "own", "reception": "own"},
    "ratings.show_code": {"therapist": "own", "reception": "own"},
    "ratings.start": {"therapist": "own", "reception": "own"},
    "ratings.ways": {"therapist": "own", "reception": "own"},
    "reception.due": {"therapist": "open", "reception": "open"},
    "reception.today": {"therapist": "open", "reception": "open"},
    "reflection.goal": {"therapist": "open"},
    "reflection.keep": {"therapist": "open"},
    "reflection.overview": {"therapist": "open"},
    "reflection.pdf": {"therapist": "open"},
    "reflection.share": {"therapist": "open"},
    "reflection.shared": {"therapist": "own", "supervisor": "own"},
    "reflection.unshare": {"therapist": "open"},
    "reports.caseload": {"therapist": "own", "supervisor": "own"},
    "reports.caseload_pdf": {"therapist": "own", "supervisor": "own"},
    "reports.overview": {"therapist": "open", "supervisor": "open"},
    "reports.progress": {"therapist": "own", "supervisor": "own"},
    "reports.progress_pdf": {"therapist": "own", "supervisor": "own"},
    "resting.bring_back": PUBLIC,
    "risk_answers.acknowledge": {"therapist": "own", "supervisor": "own"},
    "risk_answers.overview": {"therapist": "open", "supervisor": "open"},
    "risk_answers.undo": {"therapist": "own", "supervisor": "own"},
    "search.results": {"therapist": "open", "supervisor": "open", "reception": "open"},
    "sign_in.cannot_sign_in": PUBLIC,
    "sign_in.page": PUBLIC,
    "sign_in.sign_in": PUBLIC,
    "sign_in.sign_out": EVERYBODY,
    "signals.overview": {"therapist": "open"},
    "signals.respond": {"therapist": "own"},
    "signals.undo": {"therapist": "own"},
    "static": PUBLIC,
    "supervisor.agenda_pdf": {"supervisor": "open"},
    "supervisor.team": {"supervisor": "open"},
    "supervisor.therapist": {"therapist": "own", "supervisor": "own"},
    "tablet.change_language": TABLET,
    "tablet.form": TABLET,
    "tablet.give_back": TABLET,
    "tablet.opening": PUBLIC,
    "tablet.send": TABLET,
    "tablet.start": TABLET,
    "tablet.thanks": TABLET,
    "ways_to_rate.add_tablet": {"director": "open"},
    "ways_to_rate.keep_home_links": {"director": "open"},
    "ways_to_rate.overview": {"director": "open"},
    "ways_to_rate.revoke_tablet": {"director": "own"},
    "ways_to_rate.tablet_link": {"director": "own"},
    "translations.keep_help": {"director": "open"},
    "translations.overview": {"director": "open"},
}


@dataclass(frozen=True)
class Whose:
    """Keys of the cast: whose record is one's own, a colleague's, another clinic's."""

    own: str
    same_clinic: str
    other_clinic: str = "mark"


OTHERS = {
    "therapist": Whose(own="miriam", same_clinic="judith"),
    "supervisor": Whose(own="miriam", same_clinic="judith"),
    "director": Whose(own="miriam", same_clinic=""),
    "reception": Whose(own="miriam", same_clinic=""),
}
"""Director and reception work for the whole clinic: only another clinic's records are foreign."""

EPISODES = {"miriam": "0352", "judith": "0329", "mark": "0417"}


def episode_id(key: str) -> int:
    clinic = {"clinic": OTHER_CLINIC} if key == "mark" else {}
    return Cast().episode(EPISODES[key], **clinic).id


def session_id(key: str) -> int:
    return _first(TherapySession, TherapySession.episode_id == episode_id(key))


def signal_id(key: str) -> int:
    return _first(Signal, Signal.episode_id == episode_id(key))


def response_id(key: str) -> int:
    of_signal = Signal.id == Response.signal_id
    query = db.select(Response.id).join(Signal, of_signal)
    found = db.session.scalar(query.where(Signal.episode_id == episode_id(key)))
    return found or 999_999


def staff_id(key: str) -> int:
    return Cast().staff(key).id


def client_id(key: str) -> int:
    return _first(Client, Client.code == EPISODES[key], Client.clinic_id == _clinic(key))


def supervision_id(key: str) -> int:
    return _first(Supervision, Supervision.therapist_id == staff_id(key))


def reflection_id(key: str) -> int:
    return _first(Reflection, Reflection.therapist_id == staff_id(key))


def goal_id(key: str) -> int:
    return _first(LearningGoal, LearningGoal.reflection_id == reflection_id(key))


def _clinic(key: str) -> int:
    return Cast().staff(key).clinic_id


def _first(model: type, *conditions: object) -> int:
    # Some kinds do not occur in the other clinic's story; an unknown id must look the same.
    return db.session.scalar(db.select(model.id).where(*conditions).limit(1)) or 999_999


def device_id(key: str) -> int:
    return _first(Device, Device.clinic_id == _clinic(key))


def version_id(key: str) -> int:
    """A version of the curve is everybody's in its clinic; a colleague has none of their own."""
    if key == "judith":
        return 999_999
    director = Cast().staff("other_director" if key == "mark" else "director")
    known = _first(CurveVersion, CurveVersion.clinic_id == director.clinic_id)
    return known if known != 999_999 else kept_version(director).id


def paper_form_id(key: str) -> int:
    """A form on paper that waits for its second reading."""
    episode = db.session.get(Episode, episode_id(key))
    found = _first(PaperForm, PaperForm.episode_id == episode.id)
    if found != 999_999:
        return found
    form = paper.enter_form(
        episode=episode,
        form_uuid=str(uuid.uuid4()),
        form=paper.FilledIn(kind="outcome", completed_on=story.TODAY),
        reading={"feeling": 40.0},
        second_reading=True,
        by=Cast().staff(key),
        at=story.NOW,
        on=story.TODAY,
    )
    return form.id


def risk_answer_id(key: str) -> int:
    """A risk answer of somebody's client, which has waited for two days."""
    episode = episode_id(key)
    found = _first(Signal, Signal.episode_id == episode, Signal.kind == "risk")
    if found != 999_999:
        return found
    query = db.select(Administration).where(
        Administration.episode_id == episode, Administration.kind == "outcome"
    )
    form = db.session.scalars(query.limit(1)).one()
    at = story.NOW - dt.timedelta(days=2)
    with writing():
        signal = signals.open_risk(form, form.score, form.therapy_session, at=at)
    return signal.id


def acknowledgement_id(key: str) -> int:
    """What somebody said about a risk answer of their own client."""
    by = Cast().staff(key)
    response = responses.acknowledge_risk(
        signal=db.session.get(Signal, risk_answer_id(key)),
        action="consulted",
        by=by,
        at=story.NOW,
        on=story.TODAY,
    )
    return response.id


IDS: dict[str, Callable[[str], int]] = {
    "acknowledgement_id": acknowledgement_id,
    "client_id": client_id,
    "device_id": device_id,
    "episode_id": episode_id,
    "goal_id": goal_id,
    "paper_form_id": paper_form_id,
    "reflection_id": reflection_id,
    "response_id": response_id,
    "risk_answer_id": risk_answer_id,
    "session_id": session_id,
    "signal_id": signal_id,
    "staff_id": staff_id,
    "supervision_id": supervision_id,
    "therapist_id": staff_id,
    "version_id": version_id,
}
WORDS = {"filename": "css/tokens.css", "token": "no-such-link"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, cast_database) -> Iterator[Flask]:
    """One application for all the calls that change nothing because they are refused."""
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copy(cast_database, folder / "clinic.sqlite")
    app = create_app(settings_for(folder))
    app.config.update(TESTING=True, CLOCK=Clock(story.NOW))
    with app.app_context():
        _reflect(Cast())
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _reflect(cast: Cast) -> None:
    """Miriam's reflection is shared with Ingrid; Judith's is nobody else's."""
    days = {"period_from": story.day(1, 8), "period_to": story.TODAY}
    for key in ("miriam", "judith"):
        reflections.keep_reflection(
            by=cast.staff(key), texts=reflections.Texts(), version=0, at=story.NOW, **days
        )
    reflections.share_reflection(
        reflection=db.session.get(Reflection, reflection_id("miriam")),
        supervisor=cast.staff("ingrid"),
        by=cast.staff("miriam"),
        at=story.NOW,
        on=story.TODAY,
    )


@pytest.fixture(scope="module")
def signed_in(shared: Flask) -> dict[str, FlaskClient]:
    return {role: browser(shared, role) for role in ROLES}


def browser(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, address(ROLES[role]))
    return client


def rules(endpoint: str, app: Flask) -> tuple[str, str, set[str]]:
    """Method, and the names in the address of an endpoint."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    method = "GET" if "GET" in rule.methods else "POST"
    return method, rule.rule, rule.arguments


def call(client: FlaskClient, app: Flask, endpoint: str, key: str) -> int:
    """Call an endpoint on the record of somebody of the cast; returns the status."""
    method, _, names = rules(endpoint, app)
    with app.test_request_context():
        values = {name: WORDS.get(name) or _id(name, key) for name in names}
        url = app.url_for(endpoint, **values)
        db.session.remove()
    if method == "GET":
        return client.get(url).status_code
    token = form_token(client.get("/account"))
    return client.post(url, data={"csrf_token": token}).status_code


def _id(name: str, key: str) -> int:
    assert name in IDS, f"add {name!r} to IDS: a function from a key of the cast to the id"
    return IDS[name](key)


def cells(*words: str) -> list[tuple[str, str]]:
    """(endpoint, role) of every cell of the matrix with one of these words."""
    return [
        (endpoint, role)
        for endpoint, row in MATRIX.items()
        if isinstance(row, dict)
        for role in ROLES
        if row.get(role, "") in words
    ]


def test_every_endpoint_has_its_row(shared: Flask) -> None:
    endpoints = {rule.endpoint for rule in shared.url_map.iter_rules()}
    missing, gone = endpoints - set(MATRIX), set(MATRIX) - endpoints
    assert not missing, (
        f"Say who may call {sorted(missing)}: add to MATRIX a line such as\n"
        f'    "{min(missing)}": {{"therapist": "own"}},'
    )
    assert not gone, f"These endpoints are gone; remove their rows: {sorted(gone)}"


@pytest.mark.parametrize(("endpoint", "role"), cells(""))
def test_role_without_the_permission_gets_403(
    shared: Flask, signed_in: dict[str, FlaskClient], endpoint: str, role: str
) -> None:
    assert call(signed_in[role], shared, endpoint, "miriam") == 403


@pytest.mark.parametrize("whose", ["same_clinic", "other_clinic"])
@pytest.mark.parametrize(("endpoint", "role"), cells("own"))
def test_record_of_somebody_else_gets_404(
    shared: Flask, signed_in: dict[str, FlaskClient], endpoint: str, role: str, whose: str
) -> None:
    key = getattr(OTHERS[role], whose)
    if not key:
        pytest.skip(f"a {role} works for the whole clinic")
    assert call(signed_in[role], shared, endpoint, key) == 404


@pytest.mark.parametrize(("endpoint", "role"), cells("own", "open"))
def test_role_with_the_permission_gets_in(
    request: pytest.FixtureRequest, shared: Flask, endpoint: str, role: str
) -> None:
    changes = rules(endpoint, shared)[0] == "POST"
    app = request.getfixturevalue("harbour") if changes else shared
    client = browser(app, role) if changes else request.getfixturevalue("signed_in")[role]
    status = call(client, app, endpoint, OTHERS[role].own)
    assert status not in (401, 403, 404, 405), f"{role} gets {status} at {endpoint}"
    assert status < 500


@pytest.mark.parametrize("endpoint", MATRIX)
def test_nobody_signed_in(shared: Flask, endpoint: str) -> None:
    method, _, names = rules(endpoint, shared)
    with shared.test_request_context():
        url = shared.url_for(endpoint, **{name: WORDS.get(name, 1) for name in names})
    answer = shared.test_client().open(url, method=method)
    answer.close()
    if MATRIX[endpoint] in (TABLET, KIOSK):
        assert answer.status_code == 404
    elif MATRIX[endpoint] == PUBLIC:
        assert answer.status_code != 403
        assert "/sign-in" not in answer.headers.get("Location", "")
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"].split("?")[0] == "/sign-in"


def test_roles_of_the_matrix_are_those_of_the_software() -> None:
    from outcomes.storage.people import ROLES as all_roles

    assert set(ROLES) == set(all_roles)
