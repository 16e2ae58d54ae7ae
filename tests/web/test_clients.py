"""Adding a client opens an episode; everything that is wrong is said at once, nothing is lost."""

from __future__ import annotations

from outcomes.storage import Client, db
from tests.browsing import send
from tests.reading import Page, read, words

GOOD = {
    "code": "0501",
    "name": "Ada Nwosu",
    "birth_date": "1990-04-17",
    "service_kind": "therapy",
    "outcome_measure": "wellbeing",
    "alliance_measure": "session",
}


def test_only_measures_whose_wording_ships_can_be_chosen(miriam):
    page = read(miriam, "/clients/new")

    offered = {o.get("value") for o in page.one("#outcome_measure").iter("option")}

    assert {"wellbeing", "phq9", "gad7", "core10"} <= offered
    # Their items were not checked letter by letter, so there is no form to show.
    assert not offered & {"k10", "dass21", "bdi2", "who5"}


def test_a_new_client_can_be_rated_at_once(miriam):
    answer = send(miriam, "/clients/new", **GOOD)

    assert answer.status_code == 303
    page = read(miriam, answer.headers["Location"])
    assert page.heading == "Ada Nwosu"
    assert "0501 · therapy since 19 November 2026" in words(page.one("main"))
    assert "Start a rating" in page.buttons()


def test_a_new_client_stands_in_the_caseload_as_too_early_to_say(miriam):
    send(miriam, "/clients/new", **GOOD)

    page = read(miriam, "/caseload?text=ada")

    assert page.each(".group-heading") == ["Too early to say 1"]
    assert "No rating yet." in words(page.one(".caseload-row"))


def test_every_problem_is_said_at_once_and_what_was_typed_is_kept(miriam, story):
    answer = send(
        miriam, "/clients/new", code="", name=" ", birth_date="2030-01-01",
        service_kind="magic", outcome_measure="bdi2", alliance_measure="",
    )  # fmt: skip

    assert answer.status_code == 400
    page = Page(answer)
    assert page.title.startswith("Error: Add a client")
    assert page.each("h2")[0] == "6 things need another look"
    assert page.link("Give the client a code, as it stands on paper.") == "#code"
    assert page.link("The birth date lies ahead.") == "#birth_date"
    assert page.value("birth_date") == "2030-01-01"


def test_a_code_that_somebody_else_has_is_said_at_its_field(miriam, story):
    answer = send(miriam, "/clients/new", **GOOD | {"code": "0417"})

    page = Page(answer)
    assert page.link("Another client has the code 0417.") == "#code"
    assert page.value("name") == "Ada Nwosu"
    with story():
        assert db.session.query(Client).filter_by(name="Ada Nwosu").count() == 0


def test_the_same_code_in_another_clinic_is_no_obstacle(signed_in):
    # Grace P. of Birch Lane has 0417 as well.
    answer = send(signed_in("mark"), "/clients/new", **GOOD | {"code": "0388"})

    assert answer.status_code == 303


def test_a_measure_without_words_for_the_clients_age_is_refused(miriam):
    answer = send(
        miriam, "/clients/new", **GOOD | {"birth_date": "2018-05-05", "outcome_measure": "phq9"}
    )

    problems = [each for each in Page(answer).links() if "no wording" in each]
    assert problems == ["PHQ-9 has no wording in English for a client of this age (child)."]


def test_a_child_is_rated_with_faces_and_the_session_is_not_asked_about(miriam):
    answer = send(
        miriam, "/clients/new", **GOOD | {"birth_date": "2018-05-05", "outcome_measure": "faces"}
    )

    page = read(miriam, answer.headers["Location"])
    assert "Start a rating" in page.buttons()
    assert "Session check-in" not in page.buttons()


def test_without_a_birth_date_the_client_counts_as_an_adult(miriam, story):
    send(miriam, "/clients/new", **GOOD | {"birth_date": ""})

    with story() as cast:
        assert cast.episode("0501").age_band == "adult"


def test_reception_and_supervisors_cannot_add_clients(signed_in):
    for key in ("reception", "ingrid", "director"):
        assert send(signed_in(key), "/clients/new", **GOOD).status_code == 403


def test_the_language_of_the_clients_forms_is_asked_and_kept(miriam, harbour):
    page = read(miriam, "/clients/new")
    offered = {option.get("value") for option in page.one("#language").iter("option")}
    assert offered == {"en", "es", "de", "fr", "nb", "ar"}

    send(miriam, "/clients/new", **GOOD | {"language": "ar"})

    with harbour.app_context():
        assert db.session.scalars(db.select(Client).filter_by(code="0501")).one().language == "ar"


def test_a_measure_without_words_in_that_language_is_refused(miriam):
    answer = send(miriam, "/clients/new", **GOOD | {"language": "nb", "outcome_measure": "gad7"})

    assert answer.status_code == 400
    words_of = "GAD-7 has no wording in Norwegian for a client of this age (adult)."
    assert Page(answer).link(words_of) == "#outcome_measure"


def test_a_language_that_is_not_there_is_refused(miriam):
    answer = send(miriam, "/clients/new", **GOOD | {"language": "xx"})

    assert answer.status_code == 400
    assert Page(answer).link("Choose the language of the client's forms.") == "#language"
