"""Finding a client by name or code, among those one may see."""

from __future__ import annotations

from tests.reading import read, words


def found(client, text: str) -> list[str]:
    page = read(client, f"/search?q={text}")
    return page.each(".caseload-client")


def test_a_part_of_the_name_or_code_in_any_letters_finds_a_client(miriam):
    assert found(miriam, "JONAS") == ["Jonas K."]
    assert found(miriam, "0376") == ["Emeka A."]


def test_closed_episodes_are_found_and_say_so(miriam):
    page = read(miriam, "/search?q=arvid")

    assert "0340 · closed 22 October" in words(page.one(".found"))


def test_a_result_leads_to_the_clients_page(miriam, story):
    with story() as cast:
        number = cast.episode("0417").id

    assert read(miriam, "/search?q=jonas").link("Jonas K.") == f"/episodes/{number}"


def test_nobody_elses_client_is_found(miriam):
    page = read(miriam, "/search?q=olga")

    assert not page.has(".found")
    assert "No client of yours has “olga” in name or code." in words(page.one("main"))


def test_a_supervisor_finds_supervisees_clients_with_their_therapist(signed_in):
    page = read(signed_in("ingrid"), "/search?q=jonas")

    assert "Miriam Aalto" in words(page.one(".found"))
    assert found(signed_in("ingrid"), "ben") == []


def test_reception_finds_names_that_lead_to_no_ratings(signed_in):
    page = read(signed_in("reception"), "/search?q=ben")

    assert page.each(".caseload-client") == ["Ben T."]
    assert "Ben T." not in page.links()


def test_another_clinics_client_with_the_same_code_is_not_found(miriam):
    assert found(miriam, "0417") == ["Jonas K."]


def test_without_a_text_the_page_says_how_it_is_opened(miriam):
    page = read(miriam, "/search")

    assert "Ctrl+K opens this page" in words(page.one("main"))
    assert page.one("#q").get("autofocus") is not None


def test_signs_that_mean_something_to_databases_mean_nothing_here(miriam):
    assert found(miriam, "%25") == []
    assert found(miriam, "_") == []
    assert found(miriam, "'") == []


def test_the_director_has_no_search(signed_in):
    assert signed_in("director").get("/search?q=jonas").status_code == 403
