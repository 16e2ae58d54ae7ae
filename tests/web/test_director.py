"""The director invites, disables, resets, and says who supervises whom; and reads no more."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.storage import AuditEvent, StaffMember, db
from tests.browsing import PASSWORD, form_token, send, sign_in
from tests.cast import Cast, address
from tests.reading import Page, read, words


@pytest.fixture
def director(harbour: Flask) -> FlaskClient:
    client = harbour.test_client()
    sign_in(client, address("director"))
    return client


def staff_id(app: Flask, key: str) -> int:
    with app.app_context():
        return Cast().staff(key).id


def link_of(page: str) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/set-password/[\w-]+)", page)[1]


def invite(director: FlaskClient, **changes: str) -> object:
    sent = {"name": "Lena Roth", "email": "Lena@harbour.example", "role": "therapist", "team": ""}
    return send(director, "/people/invite", **(sent | changes))


def set_password(client: FlaskClient, link: str, password: str = PASSWORD):
    return client.post(
        link, data={"csrf_token": form_token(client.get(link)), "password": password}
    )


def test_everybody_of_the_clinic_is_listed_and_nobody_else(director: FlaskClient) -> None:
    page = director.get("/people").text
    assert "Miriam Aalto" in page
    assert "Noor Rahimi" in page
    assert "Birch" not in page


def test_teams_are_headings_with_tables_of_the_same_columns(director: FlaskClient) -> None:
    page = read(director, "/people")
    assert page.each("h2") == ["Harbour team", "Hillside team", "In no team", "A new team"]
    heads = [[words(head) for head in page.within(each, "th")][:5] for each in page.all("thead")]
    assert heads == [["Name", "Role", "Supervision", "Work email", "Account"]] * 3
    assert [each.get("class") for each in page.all("table")] == ["table people-table"] * 3


def test_list_says_who_is_supervised_by_whom_and_who_by_nobody(
    harbour: Flask, director: FlaskClient
) -> None:
    tomas, judith = staff_id(harbour, "tomas"), staff_id(harbour, "judith")
    page = director.get(f"/people/{judith}").text
    end = re.findall(rf'action="(/people/{judith}/supervision/\d+/end)"', page)[0]
    send(director, end, page=f"/people/{judith}")
    rows = supervision_column(read(director, "/people"))
    assert rows["Ingrid Solberg"] == "2 therapists"
    assert rows["Miriam Aalto"] == "Ingrid Solberg"
    assert rows["Tomas Berg"] == "1 therapist"
    assert rows["Judith Okoye"] == "nobody"
    assert rows["Noor Rahimi"] == "–"
    # The day it ended is the first day without it.
    period = "5 January 2026 to 18 November 2026"
    assert period in read(director, f"/people/{judith}").each("td")
    assert "since 5 January 2026" in read(director, f"/people/{tomas}").each("td")


def supervision_column(page: Page) -> dict[str, str]:
    """By name, what stands in the column on supervision."""
    found = {}
    for row in page.all("tr"):
        cells = page.within(row, "td")
        if cells:
            found[words(page.within(row, "a")[0])] = words(cells[1])
    return found


def test_list_counts_who_can_sign_in(harbour: Flask, director: FlaskClient) -> None:
    assert read(director, "/people").says(".lead") == "8 people can sign in."
    invite(director)
    send(director, f"/people/{staff_id(harbour, 'miriam')}/disable")
    assert read(director, "/people").says(".lead") == (
        "7 people can sign in. 1 is invited and has no password yet. 1 account is disabled."
    )


def test_link_says_until_when_it_works(director: FlaskClient) -> None:
    # It is 13:52 in Oslo.
    page = Page(invite(director))
    assert page.says(".lead") == "It works once, until 14:22, and is shown only now."


def test_form_says_what_each_role_sees(director: FlaskClient) -> None:
    page = read(director, "/people/invite")
    assert page.each("dt") == ["Therapist", "Supervisor", "Director", "Reception"]
    assert "No scores." in page.each("dd")[-1]


def test_invited_colleague_sets_a_password_once_and_is_in(
    harbour: Flask, director: FlaskClient
) -> None:
    link = link_of(invite(director).text)
    lena = harbour.test_client()
    assert set_password(lena, link).status_code == 303
    assert "Lena Roth" in lena.get("/account").text
    assert lena.get(link).status_code == 404


def test_link_stays_good_while_the_password_is_refused(
    harbour: Flask, director: FlaskClient
) -> None:
    link = link_of(invite(director).text)
    lena = harbour.test_client()
    answer = set_password(lena, link, password="lena roth 2026 lena")
    assert answer.status_code == 400
    assert "name of the clinic, the software or yourself" in answer.text
    assert set_password(lena, link).status_code == 303


def test_link_dies_after_thirty_minutes(harbour: Flask, director: FlaskClient) -> None:
    link = link_of(invite(director).text)
    harbour.config["CLOCK"].forward(minutes=30)
    assert harbour.test_client().get(link).status_code == 404


def test_newer_link_ends_the_older_one(harbour: Flask, director: FlaskClient) -> None:
    miriam = staff_id(harbour, "miriam")
    first = link_of(send(director, f"/people/{miriam}/reset").text)
    second = link_of(send(director, f"/people/{miriam}/reset").text)
    assert harbour.test_client().get(first).status_code == 404
    assert harbour.test_client().get(second).status_code == 200


def test_opening_a_link_changes_nothing(harbour: Flask, director: FlaskClient) -> None:
    link = link_of(invite(director).text)
    scanner = harbour.test_client()
    assert scanner.head(link).status_code == 200
    assert scanner.get(link).status_code == 200
    assert set_password(harbour.test_client(), link).status_code == 303


def test_reset_ends_every_session_of_the_person(harbour: Flask, director: FlaskClient) -> None:
    miriam = harbour.test_client()
    sign_in(miriam, address("miriam"))
    link = link_of(send(director, f"/people/{staff_id(harbour, 'miriam')}/reset").text)
    assert miriam.get("/account").status_code == 200
    set_password(harbour.test_client(), link, "seven lamps on a wooden pier")
    assert miriam.get("/account").status_code == 303


def test_disabled_colleague_gets_no_link_and_the_page_says_why(
    harbour: Flask, director: FlaskClient
) -> None:
    page = f"/people/{staff_id(harbour, 'miriam')}"
    send(director, f"{page}/disable", page=page)
    answer = send(director, f"{page}/reset", page=page)
    assert answer.status_code == 400
    shown = Page(answer)
    assert shown.link("This account is disabled. Enable it first.") == "#account"
    assert "Enable the account" in shown.buttons()


def test_disabling_ends_all_sessions_at_once_and_can_be_undone(
    harbour: Flask, director: FlaskClient
) -> None:
    miriam = harbour.test_client()
    sign_in(miriam, address("miriam"))
    page = f"/people/{staff_id(harbour, 'miriam')}"
    send(director, f"{page}/disable", page=page)
    assert miriam.get("/account").status_code == 303
    assert sign_in(harbour.test_client(), address("miriam")).status_code == 401
    send(director, f"{page}/enable", page=page)
    assert sign_in(harbour.test_client(), address("miriam")).status_code == 303


def test_director_cannot_disable_herself(harbour: Flask, director: FlaskClient) -> None:
    answer = send(director, f"/people/{staff_id(harbour, 'director')}/disable")
    assert answer.status_code == 409
    assert "Ask another director" in answer.text
    assert director.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "MIRIAM"}, "is not an e-mail address"),
        ({"email": address("miriam").upper()}, "already signs in with this address"),
        ({"name": "  "}, "A name is missing"),
        ({"role": "administrator"}, "There is no role"),
    ],
)
def test_invitation_is_refused_with_its_reason_and_keeps_what_was_typed(
    director: FlaskClient, changes: dict[str, str], reason: str
) -> None:
    answer = invite(director, **changes)
    assert answer.status_code == 400
    assert reason in answer.text
    assert (changes.get("name") or "Lena Roth") in answer.text


def test_person_of_another_clinic_gets_404(harbour: Flask, director: FlaskClient) -> None:
    with harbour.app_context():
        mine = Cast().staff("director").clinic_id
        other = db.session.scalars(
            db.select(StaffMember).where(StaffMember.clinic_id != mine)
        ).first()
        other_id = other.id
    assert director.get(f"/people/{other_id}").status_code == 404
    assert send(director, f"/people/{other_id}/disable").status_code == 404


def test_supervision_is_assigned_and_ended(harbour: Flask, director: FlaskClient) -> None:
    tomas, miriam = staff_id(harbour, "tomas"), staff_id(harbour, "miriam")
    page = f"/people/{tomas}"
    send(director, f"{page}/supervision", page=page, other=miriam)
    shown = director.get(page).text
    assert "Miriam Aalto" in shown
    end = re.findall(rf'action="({page}/supervision/\d+/end)"', shown)[0]
    assert send(director, end, page=page).status_code == 303


def test_supervision_twice_in_the_same_time_is_refused(
    harbour: Flask, director: FlaskClient
) -> None:
    ingrid, miriam = staff_id(harbour, "ingrid"), staff_id(harbour, "miriam")
    answer = send(director, f"/people/{ingrid}/supervision", other=miriam)
    assert answer.status_code == 400
    assert "already supervises" in answer.text


def test_new_team_is_listed_and_its_name_is_taken_once(director: FlaskClient) -> None:
    assert send(director, "/people/teams", name="Night team").status_code == 303
    assert "Night team" in director.get("/people").text
    assert send(director, "/people/teams", name="night TEAM").status_code == 409


def test_every_change_is_in_the_audit_without_names(harbour: Flask, director: FlaskClient) -> None:
    invite(director)
    send(director, f"/people/{staff_id(harbour, 'miriam')}/disable")
    with harbour.app_context():
        me = Cast().staff("director").id
        mine = db.session.scalars(db.select(AuditEvent).where(AuditEvent.actor_id == me)).all()
        events = [one.event for one in mine]
        assert {"staff_invited", "link_issued", "staff_disabled"} <= set(events)
        assert "Lena" not in repr([one.facts for one in mine])
