"""The caseload: who needs a look, in ten seconds. The story's day is 19 November 2026, 13:52."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from outcomes.actions import ratings, responses, treatment
from outcomes.storage import db
from tests import cast as story_of
from tests.reading import Page, read, words

GROUPS = [
    "Needs a look 2",
    "New rating 2",
    "No rating for two sessions 1",
    "Answered, waiting to see 1",
    "On track 3",
    "Too early to say 1",
]


def row_of(page: Page, name: str) -> str:
    """The words of one client's row."""
    rows = [words(each) for each in page.all(".caseload-row")]
    found = [each for each in rows if each.startswith(name)]
    assert len(found) == 1
    return found[0]


def names(page: Page) -> list[str]:
    return page.each(".caseload-client")


def test_the_start_page_of_a_therapist_is_the_caseload(miriam):
    assert miriam.get("/").headers["Location"] == "/caseload"


def test_one_sentence_says_how_many_need_a_look(miriam):
    page = read(miriam, "/caseload")

    assert page.heading == "Caseload"
    assert page.says(".lead") == "Two clients need a look. Two more have a new rating."


def test_groups_stand_in_order_of_need_with_their_counts(miriam):
    assert read(miriam, "/caseload").each(".group-heading") == GROUPS


def test_within_a_group_the_longest_waiting_comes_first(miriam):
    # Jonas's signal was raised on 5 November, Aylin's on the 10th.
    assert names(read(miriam, "/caseload"))[:2] == ["Jonas K.", "Aylin D."]


def test_a_row_says_all_that_the_eyes_look_for(miriam):
    row = row_of(read(miriam, "/caseload"), "Jonas K.")

    for part in (
        "0417 · today 14:00",
        "Not on track",
        "1.1 below the start; about 7 in 8 such courses have not improved by session 9.",
        "New",
        "16.4",
        "12 Nov",
        "−1.1",
        "within error",
        "−1.7",
        "1 unrated",
        "Talked: goals",
        "8 Oct",
        "Respond to Jonas K.",
    ):
        assert part in row


def test_a_change_of_the_reliable_change_or_more_is_called_reliable(miriam):
    # 15.9 from 22.4 is a fall of 6.5; the reliable change of the check-in is 6.
    row = row_of(read(miriam, "/caseload"), "Aylin D.")

    assert "−6.5reliable" in row.replace(" ", "")


def test_respond_is_solid_only_where_nobody_has_responded(miriam):
    page = read(miriam, "/caseload")

    looks = {words(each): each.get("class") for each in page.all(".button-small")}

    assert "button-solid" not in looks["Respond to Jonas K."]
    assert "button-solid" in looks["Respond to Aylin D."]


def test_an_answered_signal_is_quiet_and_says_what_was_done(miriam):
    row = row_of(read(miriam, "/caseload"), "Peter W.")

    assert "Changed: weekly sessions" in row
    assert row.endswith("Answered")


def test_two_sessions_without_a_rating_offer_to_start_one(miriam):
    page = read(miriam, "/caseload")

    row = row_of(page, "Hanna S.")

    assert "No rating for two sessions; the last, on 29 October, was 3.3 above the start." in row
    assert "Start a rating for Hanna S." in row


def test_a_drawing_says_its_finding_and_where_its_curve_comes_from(miriam):
    page = read(miriam, "/caseload")

    titles = [title.text for svg in page.all("svg") for title in svg.iter("title")]

    assert "Falls from 17.5 to 16.4 over 7 sessions" in titles
    assert "starter curve, not from local clients" in words(page.one("#main"))


def test_closed_episodes_and_those_of_colleagues_are_not_in_the_list(miriam):
    page = read(miriam, "/caseload")

    assert "Arvid N." not in names(page)
    assert "Olga V." not in names(page)


def test_nothing_on_the_page_compares_with_a_colleague(miriam):
    text = words(read(miriam, "/caseload").one("#main")).casefold()

    assert not [each for each in ("colleague", "average", "rank", "samir") if each in text]


def test_a_risk_answer_stands_on_top_and_is_never_mixed_with_the_rest(signed_in):
    page = read(signed_in("samir"), "/caseload")

    assert page.says(".banner-risk").startswith(
        "A risk answer waits: Mei L., PHQ-9, 16 Nov, 10:01. Thoughts of being better off dead"
    )
    # Three PHQ-9 totals in the middle of the expected course: the row tells of the outcome alone.
    assert "Risk" not in row_of(page, "Mei L.")


def test_a_score_where_lower_is_better_says_which_way_it_went(signed_in):
    row = row_of(read(signed_in("samir"), "/caseload"), "Mei L.")

    assert "better" in row
    assert "−2" in row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("group=new_rating", ["Daniel O.", "Rosa M."]),
        ("status=recovered", ["Rosa M.", "Lea B.", "Emeka A."]),
        ("text=jonas", ["Jonas K."]),
        ("text=0414", ["Tomasz R."]),
        ("measure=wellbeing&status=watch", []),
        ("group=on_track&sort=name", ["Emeka A.", "Lea B.", "Tomasz R."]),
        ("group=on_track&sort=change", ["Tomasz R.", "Lea B.", "Emeka A."]),
        ("group=on_track&sort=sessions", ["Emeka A.", "Lea B.", "Tomasz R."]),
        ("group=needs_a_look&sort=action", ["Aylin D.", "Jonas K."]),
        ("group=nonsense&sort=nonsense&text=tomasz", ["Tomasz R."]),
    ],
)
def test_filter_and_order_stand_in_the_address(miriam, query, expected):
    assert names(read(miriam, f"/caseload?{query}")) == expected


def test_a_filter_shows_what_was_chosen_and_how_many_it_leaves(miriam):
    page = read(miriam, "/caseload?status=recovered&sort=name")

    assert page.value("status") == "recovered"
    assert page.value("sort") == "name"
    assert "3 of 10 open episodes" in page.says(".caseload-tools")
    assert page.one(".filter").get("open") is not None


def test_a_filter_that_fits_nobody_says_so_and_leads_back(miriam):
    page = read(miriam, "/caseload?text=nobody")

    assert page.says(".caseload-none") == "No open episode fits this filter. Show all"


def test_the_words_over_the_columns_sort_and_keep_the_filter(miriam):
    page = read(miriam, "/caseload?status=recovered")

    heads = {
        words(a).split(":")[0].strip(): a.get("href")
        for a in page.within(page.one(".caseload-heads"), "a")
    }

    assert heads["Last"] == "/caseload?status=recovered&sort=last"
    assert set(heads) == {
        "Client", "Status", "Last", "Since start", "Since last", "Sessions", "Last action",
    }  # fmt: skip


def test_a_rating_that_came_in_since_is_counted_without_touching_the_list(miriam, harbour, story):
    opened = harbour.config["CLOCK"]()
    with story() as cast:
        story_of.rate(cast.episode("0376"), on=story_of.TODAY, by=cast.staff("miriam"), total=28.0)
    since = quote((opened - dt.timedelta(hours=5)).isoformat())

    answer = miriam.get(f"/caseload/new?since={since}")

    assert answer.json == {"new": 1, "words": "1 new rating since you opened this page"}
    later = quote(opened.isoformat())
    assert miriam.get(f"/caseload/new?since={later}").json == {"new": 0, "words": ""}


def test_asking_for_new_ratings_does_not_keep_the_session_open(miriam, harbour):
    clock = harbour.config["CLOCK"]
    since = quote(clock().isoformat())
    for _ in range(4):
        clock.forward(minutes=4)
        miriam.get(f"/caseload/new?since={since}")

    assert miriam.get("/caseload").headers["Location"].startswith("/sign-in")


def test_a_moment_that_is_none_is_refused_politely(miriam):
    assert miriam.get("/caseload/new?since=yesterday").status_code == 400
    assert miriam.get("/caseload/new?since=2026-11-19T10:00:00").status_code == 400


def test_an_empty_caseload_says_why_and_offers_one_action(signed_in, story):
    with story() as cast:
        therapist = cast.staff("ewa")
        treatment.close_episode(
            episode=cast.episode("0445"), ending_kind="planned", closed_on=story_of.TODAY,
            by=therapist, at=story_of.NOW,
        )  # fmt: skip

    page = read(signed_in("ewa"), "/caseload")

    assert "no client has been added" in page.says(".empty-words")
    assert page.link("Add a client") == "/clients/new"


def test_a_reminder_whose_day_has_come_asks_again(miriam, harbour, story):
    with story() as cast:
        responses.respond(
            signal=cast.signal("0388"), action="consulted", domain="method", look_again="at_date",
            remind_on=dt.date(2026, 11, 25), by=cast.staff("miriam"), at=story_of.NOW,
            on=story_of.TODAY,
        )  # fmt: skip
    assert "Aylin D." not in names(read(miriam, "/caseload?group=needs_a_look"))

    harbour.config["CLOCK"].set(dt.datetime(2026, 11, 25, 9, 0, tzinfo=story_of.ZONE))

    client = again(miriam)
    assert "Aylin D." in names(read(client, "/caseload?group=needs_a_look"))


def again(client: FlaskClient) -> FlaskClient:
    """The same person, signed in again because the session has ended meanwhile."""
    from tests.browsing import sign_in

    sign_in(client, story_of.address("miriam"))
    return client


@pytest.mark.parametrize("clients", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_caseload(signed_in, harbour, story, clients):
    with story() as cast:
        for number in range(clients):
            _live(cast, f"9{number:03}")
        engine = db.engine
    client = signed_in("judith")
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))

    page = read(client, "/caseload")

    assert len(names(page)) == clients + 1
    assert len([each for each in asked if each.startswith("SELECT")]) <= 14


def _live(cast, code):
    """A client with three sessions and one signal, so that every part of a row is read."""
    course = story_of.Course(
        code, f"Client {code}", "judith", story_of.weekly(dt.date(2026, 11, 12), 3),
        (20.0, 15.5, 13.0), planned={dt.date(2026, 11, 20): "09:00"},
    )  # fmt: skip
    episode = story_of.live_through(course, cast)
    responses.respond(
        signal=cast.signal(code), action="consulted", domain="goals", look_again="next_session",
        by=cast.staff("judith"), at=story_of.NOW, on=story_of.TODAY,
    )  # fmt: skip
    ratings.mark_seen(episode=episode, by=cast.staff("judith"), at=story_of.NOW)
    db.session.remove()
