"""Default deny: what is not declared does not start; what another site sends is refused."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.access import Permission
from outcomes.errors import ConfigurationError, NotFound
from outcomes.storage import AuditEvent, db
from outcomes.web import guards, sessions
from outcomes.web.clock import now
from tests.browsing import form_token, send, sign_in
from tests.cast import Cast, address


@pytest.fixture
def miriam(harbour: Flask) -> FlaskClient:
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    return client


def events(app: Flask, name: str) -> list[AuditEvent]:
    with app.app_context():
        query = db.select(AuditEvent).where(AuditEvent.event == name)
        found = db.session.scalars(query.order_by(AuditEvent.sequence)).all()
        db.session.expunge_all()
        return list(found)


def test_endpoint_without_a_policy_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    with pytest.raises(ConfigurationError, match="forgotten: add @requires"):
        guards.check_policies(app)


def test_endpoint_without_a_policy_is_refused_at_run_time_too(harbour: Flask) -> None:
    harbour.add_url_rule("/forgotten", "forgotten", lambda: "open")
    miriam = harbour.test_client()
    sign_in(miriam, address("miriam"))
    assert miriam.get("/forgotten").status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_changing_request_of_another_site_is_refused(
    miriam: FlaskClient, headers: dict[str, str], status: int
) -> None:
    token = form_token(miriam.get("/account"))
    answer = miriam.post("/session/extend", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == status


def test_link_from_another_site_still_opens_a_page(miriam: FlaskClient) -> None:
    answer = miriam.get("/account", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


def test_request_for_another_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_looking_at_an_episode_is_recorded_with_the_relationship(
    harbour: Flask, miriam: FlaskClient
) -> None:
    with harbour.app_context():
        episode_id, me = Cast().episode("0417").id, Cast().staff("miriam").id
    miriam.get(f"/episodes/{episode_id}")
    (seen,) = events(harbour, "episode_viewed")
    assert (seen.actor_id, seen.object_id, seen.relationship) == (me, str(episode_id), "therapist")
    assert seen.facts == {"endpoint": "episodes.page"}


def test_refusals_are_recorded(harbour: Flask, miriam: FlaskClient) -> None:
    with harbour.app_context():
        foreign = Cast().episode("0329").id
    miriam.get(f"/episodes/{foreign}")
    miriam.get("/people")
    not_mine, not_my_role = events(harbour, "access_refused")
    assert not_mine.facts == {
        "endpoint": "episodes.page",
        "ids": {"episode_id": foreign},
        "status": 404,
    }
    assert (not_my_role.facts["endpoint"], not_my_role.facts["status"]) == ("director.people", 403)


def test_look_that_cannot_be_recorded_is_not_shown(harbour: Flask) -> None:
    # A table without its triggers' permission to insert stands for a full disk.
    miriam = harbour.test_client()
    sign_in(miriam, address("miriam"))
    harbour.config["PROPAGATE_EXCEPTIONS"] = False
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
        db.session.execute(
            db.text(
                "CREATE TRIGGER full BEFORE INSERT ON audit_events"
                " WHEN NEW.event = 'episode_viewed' BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        )
        db.session.commit()
    answer = miriam.get(f"/episodes/{episode_id}")
    assert answer.status_code == 500
    assert "Jonas" not in answer.text


def test_form_sent_after_the_session_ended_leads_back_to_its_page(
    harbour: Flask, miriam: FlaskClient
) -> None:
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    harbour.config["CLOCK"].forward(minutes=16)
    answer = miriam.post(f"/episodes/{episode_id}/events", data={"label": "moved"})
    assert answer.headers["Location"] == f"/sign-in?next=/episodes/{episode_id}?draft%3D1"


def test_changed_role_acts_on_the_next_request(harbour: Flask, miriam: FlaskClient) -> None:
    assert miriam.get("/caseload").status_code == 200
    with harbour.app_context():
        Cast().staff("miriam").role = "director"
        db.session.commit()
    assert miriam.get("/caseload").status_code == 403
    assert miriam.get("/people").status_code == 200


def test_changed_caseload_acts_on_the_next_request(harbour: Flask, miriam: FlaskClient) -> None:
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    assert miriam.get(f"/episodes/{episode_id}").status_code == 200
    with harbour.app_context():
        Cast().episode("0417").therapist_id = Cast().staff("judith").id
        db.session.commit()
    assert miriam.get(f"/episodes/{episode_id}").status_code == 404


@pytest.fixture
def handing_over(harbour: Flask) -> Flask:
    """The application with a page that hands the device over for Jonas's next rating."""
    from outcomes.actions import ratings

    def view() -> str:
        by = Cast().staff("miriam")
        form = ratings.open_rating(
            episode=Cast().episode("0417"), kind="outcome", by=by, at=now(), on=now().date()
        )
        sessions.hand_over(form, by=by)
        return "handed over"

    view = guards.requires(Permission.START_RATING)(view)
    harbour.add_url_rule("/hand-over", "hand_over", view, methods=["POST"])
    return harbour


def test_hand_over_ends_the_staff_session_and_begins_the_clients(handing_over: Flask) -> None:
    tablet = handing_over.test_client()
    sign_in(tablet, address("miriam"))
    staff_cookie = tablet.get_cookie(sessions.STAFF_COOKIE).value
    answer = send(tablet, "/hand-over")
    assert answer.text == "handed over"
    assert tablet.get_cookie(sessions.STAFF_COOKIE) is None
    assert tablet.get_cookie(sessions.TABLET_COOKIE).value != staff_cookie
    assert tablet.get("/account").status_code == 303
    thief = handing_over.test_client()
    thief.set_cookie(sessions.STAFF_COOKIE, staff_cookie)
    assert thief.get("/account").status_code == 303
    assert tablet.get("/rate/", follow_redirects=True).status_code == 200
    assert tablet.get("/rate/form").status_code != 404
    assert len(events(handing_over, "tablet_handed_over")) == 1


def test_tablet_session_opens_no_staff_page_under_either_cookie(handing_over: Flask) -> None:
    tablet = handing_over.test_client()
    sign_in(tablet, address("miriam"))
    send(tablet, "/hand-over")
    token = tablet.get_cookie(sessions.TABLET_COOKIE).value
    tablet.set_cookie(sessions.STAFF_COOKIE, token)
    assert tablet.get("/account").status_code == 303
    assert tablet.get("/caseload").status_code == 303


def test_staff_session_opens_no_form_under_the_tablets_cookie(harbour: Flask) -> None:
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    client.set_cookie(sessions.TABLET_COOKIE, client.get_cookie(sessions.STAFF_COOKIE).value)
    assert client.get("/rate/form").status_code == 404


def test_staff_taking_the_tablet_back_ends_the_clients_session(handing_over: Flask) -> None:
    tablet = handing_over.test_client()
    sign_in(tablet, address("miriam"))
    send(tablet, "/hand-over")
    token = tablet.get_cookie(sessions.TABLET_COOKIE).value
    sign_in(tablet, address("miriam"))
    assert tablet.get_cookie(sessions.TABLET_COOKIE) is None
    thief = handing_over.test_client()
    thief.set_cookie(sessions.TABLET_COOKIE, token)
    assert thief.get("/rate/form").status_code == 404


def test_not_found_raised_by_a_query_is_a_404_page_with_a_number(harbour: Flask) -> None:
    def view() -> str:
        raise NotFound("Episode 7")

    harbour.add_url_rule("/lost", "lost", guards.public(view))
    answer = harbour.test_client().get("/lost")
    assert answer.status_code == 404
    assert "Reference" in answer.text
    assert "Episode 7" not in answer.text
