"""A client's own ratings: who is shown them, where, and what is said about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes import create_app
from outcomes.actions import showing
from outcomes.languages import catalogue, say, use_languages_of_clinic
from outcomes.storage import Administration, AuditEvent, EpisodeProgress, Remark, Score, Signal, db
from tests import cast as story
from tests import pseudo
from tests.browsing import form_token, sign_in
from tests.conftest import Clock, prepare, settings_for
from tests.reading import Page, read
from tests.web.enrolling import enrolled, shown_code, type_code
from tests.web.test_home import made_link
from tests.web.test_home import start as start_at_home
from tests.web.test_languages import fixed
from tests.web.test_languages import handed_over as handed_over_in
from tests.web.test_languages import send as send_in
from tests.web.test_tablet import FOUR, begin, handed_over, send

JONAS, ROSA, MEI = "0417", "0421", "0431"
HIGH = {"feeling": "6.4", "close": "6.4", "days": "6.4", "life": "6.4"}
LOW = {"feeling": "2", "close": "2", "days": "2", "life": "2"}
FORBIDDEN = re.compile(
    r"fail|deteriorat|at risk|non-?responder|abnormal|off track|not on track|cut-?off|expected"
    r"|signal|reliable|clinical|other people|percent|average|norm",
    re.IGNORECASE,
)


def choose(
    app: Flask, code: str, *, outcome: str = "after_rating", alliance: str = "never"
) -> None:
    with app.app_context():
        episode = story.Cast().episode(code)
        showing.choose_showing(
            episode=episode,
            outcome=outcome,
            alliance=alliance,
            by=episode.therapist,
            at=story.NOW,
        )


def set_clinic(app: Flask, *, shown: bool = True, at_home: bool = False) -> None:
    with app.app_context():
        director = story.Cast().staff("director")
        showing.set_own_ratings(shown=shown, at_home=at_home, by=director, at=story.NOW)


def rated(app: Flask, code: str = JONAS, answers: dict = FOUR, **more: str) -> FlaskClient:
    """A tablet on which a client has just rated."""
    tablet = handed_over(app, code, **more)
    assert send(tablet, begin(tablet), answers).status_code == 303
    return tablet


def remark(tablet: FlaskClient, text: str):
    token = form_token(tablet.get("/rate/ratings"))
    return tablet.post("/rate/ratings", data={"csrf_token": token, "remark": text})


def remarks(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(Remark.text).order_by(Remark.id)))


def events(app: Flask, *names: str) -> list[dict]:
    with app.app_context():
        query = db.select(AuditEvent).where(AuditEvent.event.in_(names))
        return [dict(each.facts) for each in db.session.scalars(query.order_by("sequence"))]


def thanks(tablet: FlaskClient) -> Page:
    return read(tablet, "/rate/thanks")


@pytest.fixture
def tablet(harbour: Flask) -> FlaskClient:
    """Jonas has just rated 17.4 and may see his ratings."""
    choose(harbour, JONAS)
    return rated(harbour)


class TestWhoIsShownThem:
    def test_nobody_until_somebody_has_chosen(self, harbour: Flask) -> None:
        tablet = rated(harbour)
        assert "See my ratings" not in thanks(tablet).links()
        answer = tablet.get("/rate/ratings")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")

    @pytest.mark.parametrize("chosen", ["never", "together"])
    def test_not_where_something_else_was_chosen(self, harbour: Flask, chosen: str) -> None:
        choose(harbour, JONAS, outcome=chosen)
        tablet = rated(harbour)
        assert "See my ratings" not in thanks(tablet).links()
        assert tablet.get("/rate/ratings").status_code == 303

    def test_one_calm_link_on_the_thanks_page_leads_there(self, tablet: FlaskClient) -> None:
        assert thanks(tablet).link("See my ratings") == "/rate/ratings"
        page = read(tablet, "/rate/ratings")
        assert page.heading == "Your ratings over time"
        assert page.title.startswith("Your ratings over time")

    def test_not_where_the_clinic_shows_nobody_theirs(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        set_clinic(harbour, shown=False)
        assert rated(harbour).get("/rate/ratings").status_code == 303

    def test_the_alliance_has_its_own_switch(self, harbour: Flask) -> None:
        choose(harbour, JONAS, outcome="after_rating", alliance="never")
        session = {"heard": "9", "mattered": "9", "way": "9", "overall": "9"}
        tablet = rated(harbour, JONAS, session, kind="alliance")
        assert tablet.get("/rate/ratings").status_code == 303
        choose(harbour, ROSA, outcome="never", alliance="after_rating")
        tablet = rated(harbour, ROSA, session, kind="alliance")
        page = read(tablet, "/rate/ratings")
        assert page.each("h2")[0] == "How was today's session?"
        # No reliable change is known for it, so the two numbers are all that is said.
        assert page.says(".own-finding") == "When you started: 36.0. Latest: 36.0."

    def test_not_before_the_rating_is_sent(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        tablet = handed_over(harbour, JONAS)
        assert tablet.get("/rate/ratings").status_code == 303
        begin(tablet)
        assert tablet.get("/rate/ratings").status_code == 303

    def test_not_after_a_risk_answer(self, harbour: Flask) -> None:
        choose(harbour, MEI)
        answers = {f"q{number}": "1" for number in range(1, 10)}
        tablet = rated(harbour, MEI, answers)
        assert "See my ratings" not in thanks(tablet).links()
        assert tablet.get("/rate/ratings").status_code == 303

    def test_not_where_somebody_helped(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        tablet = rated(harbour)
        with harbour.app_context():
            rating = db.session.scalars(latest_of(JONAS)).first()
            rating.helped_by = "relative_or_friend"
            db.session.commit()
        assert tablet.get("/rate/ratings").status_code == 303

    def test_only_for_half_an_hour(self, harbour: Flask, tablet: FlaskClient) -> None:
        harbour.config["CLOCK"].forward(minutes=29)
        assert tablet.get("/rate/ratings").status_code == 200
        harbour.config["CLOCK"].forward(minutes=1)
        assert tablet.get("/rate/ratings").status_code == 303
        assert "See my ratings" not in thanks(tablet).links()

    def test_gone_with_the_session_of_the_form(self, harbour: Flask, tablet: FlaskClient) -> None:
        sign_in(tablet, story.address("miriam"))
        assert tablet.get("/rate/ratings").status_code == 404
        assert harbour.test_client().get("/rate/ratings").status_code == 404

    def test_a_clinic_tablet_forgets_them_when_it_locks(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        kiosk = enrolled(harbour)
        type_code(kiosk, shown_code(harbour, JONAS))
        assert send(kiosk, begin(kiosk), FOUR).status_code == 303
        page = read(kiosk, "/rate/ratings")
        assert page.link("Finish") == "/kiosk/"
        assert page.has(".idle")
        kiosk.get("/kiosk/")
        assert kiosk.get("/rate/ratings").status_code == 404

    @pytest.mark.parametrize(("at_home", "status"), [(False, 303), (True, 200)])
    def test_at_home_only_where_the_clinic_chose_that_too(
        self, harbour: Flask, miriam: FlaskClient, at_home: bool, status: int
    ) -> None:
        choose(harbour, JONAS)
        set_clinic(harbour, at_home=at_home)
        phone = harbour.test_client()
        send(phone, start_at_home(phone, made_link(harbour, miriam)), FOUR)
        assert phone.get("/rate/ratings").status_code == status
        assert ("See my ratings" in thanks(phone).links()) is at_home


def latest_of(code: str):
    episode = story.Cast().episode(code)
    query = db.select(Administration).filter_by(episode_id=episode.id, state="submitted")
    return query.order_by(Administration.id.desc())


class TestWhatTheySee:
    def test_about_the_same_within_measurement_error(self, tablet: FlaskClient) -> None:
        # 17.5 at the start and 17.4 now; the reliable change of the check-in is 6.
        page = read(tablet, "/rate/ratings")
        finding = "Your latest rating is about the same as when you started."
        assert page.says(".own-finding") == finding
        assert page.says(".own-numbers") == "When you started: 17.5. Latest: 17.4."
        assert page.says(".own-scale") == "From 0 to 40. Higher means better."
        titles = re.findall(r"<title id=[^>]*>([^<]+)</title>", page.html)
        assert titles == [finding, finding]

    def test_higher_and_lower_than_at_the_start(self, harbour: Flask) -> None:
        for answers, words in (
            (HIGH, "Your latest rating is higher than when you started."),
            (
                LOW,
                "Your latest rating is lower than when you started – worth talking about together.",
            ),
        ):
            code = JONAS if answers is HIGH else ROSA
            choose(harbour, code)
            page = read(rated(harbour, code, answers), "/rate/ratings")
            assert page.says(".own-finding") == words

    @pytest.mark.parametrize(
        ("each", "words"),
        [
            # 18 at the start; the reliable change of PHQ-9 is 6 (docs/measures.md).
            ("0", "Your latest rating is lower than when you started, which means better."),
            ("2", "Your latest rating is about the same as when you started."),
            (
                "3",
                "Your latest rating is higher than when you started – worth talking about "
                "together.",
            ),
        ],
    )
    def test_a_measure_where_lower_is_better(self, harbour: Flask, each: str, words: str) -> None:
        choose(harbour, MEI)
        answers = {f"q{number}": each for number in range(1, 9)} | {"q9": "0"}
        page = read(rated(harbour, MEI, answers), "/rate/ratings")
        assert page.says(".own-finding") == words
        assert page.says(".own-scale") == "From 0 to 27. Lower means better."

    def test_the_table_has_every_rating_and_every_gap(self, tablet: FlaskClient) -> None:
        page = read(tablet, "/rate/ratings")
        rows = [[" ".join(each.itertext()).strip() for each in row] for row in page.all("tr")[1:]]
        assert rows == [
            ["Thursday 19 November 2026", "Session 8", "17.4"],
            ["Thursday 12 November 2026", "Session 7", "16.4"],
            ["Thursday 5 November 2026", "Session 6", "18.1"],
            ["Thursday 29 October 2026", "Session 5", "No rating"],
            ["Thursday 22 October 2026", "Session 4", "18.8"],
            ["Thursday 8 October 2026", "Session 3", "17.2"],
            ["Thursday 1 October 2026", "Session 2", "18.0"],
            ["Thursday 24 September 2026", "Session 1", "17.5"],
        ]
        assert page.says(".own-gap") == "Where the line is broken, there is no rating."

    def test_the_line_is_broken_at_the_gap(self, tablet: FlaskClient) -> None:
        wide = read(tablet, "/rate/ratings").all(".own-wide")[0]
        lines = list(wide.iter("polyline"))
        assert [len(each.get("points").split()) for each in lines] == [4, 3]

    def test_nothing_to_compare_with_and_nothing_frightening(self, harbour: Flask) -> None:
        choose(harbour, ROSA)
        page = read(rated(harbour, ROSA, LOW), "/rate/ratings")
        words = re.sub(r"<[^>]+>", " ", page.html)
        assert FORBIDDEN.findall(words) == []
        assert not re.search(r"ochre|rust|spruce", page.html)

    def test_no_name_of_the_client_and_no_code(self, tablet: FlaskClient) -> None:
        html = read(tablet, "/rate/ratings").html
        assert "Jonas" not in html
        assert JONAS not in html

    def test_the_help_text_stays(self, tablet: FlaskClient) -> None:
        help_now = read(tablet, "/rate/ratings").says(".help-now")
        assert help_now.startswith("Answers are not read straight away. If you need help now:")

    def test_the_first_rating_has_nothing_to_compare_with(self, harbour: Flask) -> None:
        with harbour.app_context():
            for rating in db.session.scalars(latest_of(JONAS).filter_by(kind="outcome")):
                rating.state = "withdrawn"
            db.session.commit()
        choose(harbour, JONAS)
        page = read(rated(harbour), "/rate/ratings")
        words = "This is your first rating; next time you can see both."
        assert page.says(".own-finding") == words
        assert not page.has(".own-numbers")
        assert len(page.all("tr")) == 2

    @pytest.mark.parametrize("code", tuple(catalogue()))
    def test_in_every_language(self, harbour: Flask, code: str) -> None:
        choose(harbour, JONAS)
        tablet = handed_over_in(harbour, language=code)
        send_in(tablet, FOUR)
        page = read(tablet, "/rate/ratings")
        spoken = catalogue()[code]
        assert page.root.get("lang") == code
        assert page.root.get("dir") == spoken.direction
        assert page.heading == say(code, "own.title")
        assert page.says(".own-finding") == say(code, "own.same")
        shown = [f"17{spoken.decimal_sign}{tenths}" for tenths in (5, 4)]
        numbers = say(code, "own.numbers", first=shown[0], latest=shown[1])
        assert page.says(".own-numbers") == " ".join(numbers.split())
        assert page.each("th")[3] == spoken.date(story.TODAY)
        drawing = page.one(".own-wide").find("svg")
        assert {g.get("direction") for g in drawing.iter("g")} == {spoken.direction}

    def test_time_runs_as_the_language_is_read(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        ends = {}
        for code, who in (("en", JONAS), ("ar", ROSA)):
            choose(harbour, who)
            tablet = handed_over_in(harbour, who, language=code)
            send_in(tablet, FOUR)
            svg = read(tablet, "/rate/ratings").one(".own-wide").find("svg")
            ring = next(each for each in svg.iter("circle") if each.get("r") == "8")
            ends[code] = float(ring.get("cx"))
        assert ends["en"] < 100 < 500 < ends["ar"]


class TestRemarks:
    def test_pressing_alone_is_an_answer(self, harbour: Flask, tablet: FlaskClient) -> None:
        answer = remark(tablet, "")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/ratings#remark")
        assert remarks(harbour) == [""]
        assert "Sent: this is not how it feels." in tablet.get("/rate/ratings").text

    def test_the_page_says_who_reads_it_and_when(self, tablet: FlaskClient) -> None:
        page = read(tablet, "/rate/ratings")
        assert page.says(".remark-label") == "A line to Miriam Aalto, if you like"
        assert page.says(".remark-reads") == (
            "Miriam Aalto reads this before you next meet. It is not read straight away."
        )

    def test_sending_twice_keeps_one_and_other_words_take_its_place(
        self, harbour: Flask, tablet: FlaskClient
    ) -> None:
        for text in ("It was a bad week.", "It was a bad week.", "Only the move was bad."):
            assert remark(tablet, text).status_code == 303
        assert remarks(harbour) == ["Only the move was bad."]
        assert len(events(harbour, "remark_made", "remark_changed")) == 2
        assert all("words" not in str(each.values()) for each in events(harbour, "remark_made"))
        assert "Only the move was bad." in tablet.get("/rate/ratings").text

    def test_nothing_of_the_rating_changes_and_no_signal_opens(
        self, harbour: Flask, tablet: FlaskClient
    ) -> None:
        def stored() -> list:
            with harbour.app_context():
                tables = (Score, Signal)
                return [
                    [tuple(row) for row in db.session.execute(db.select(table.__table__))]
                    for table in tables
                ]

        before = stored()
        remark(tablet, "It feels much better than this.")
        assert stored() == before

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("one\r\ntwo\tthree", "one two three"),
            ("a\x00b\x07c\u202ed\u2066e", "abcde"),
            ("  \n ", ""),
            ("e\u0301", "\u00e9"),
            ("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
            ("{{ 7 * 7 }} '; DROP TABLE remarks; --", None),
            ("x" * 500, None),
        ],
    )
    def test_hostile_and_foreign_words_are_words(
        self, harbour: Flask, tablet: FlaskClient, text: str, kept: str | None
    ) -> None:
        assert remark(tablet, text).status_code == 303
        assert remarks(harbour) == [text if kept is None else kept]
        page = read(tablet, "/rate/ratings")
        assert "<script>alert" not in page.html

    def test_too_long_a_text_comes_back_whole(self, harbour: Flask, tablet: FlaskClient) -> None:
        answer = remark(tablet, "y" * 501)
        assert answer.status_code == 422
        page = Page(answer)
        assert "Please shorten the text to 500 letters. It has 501 now." in page.says(
            ".error-summary"
        )
        assert page.value("remark-line").strip() == "y" * 501
        assert page.title.startswith("Error: ")
        assert remarks(harbour) == []

    def test_refused_without_the_token_and_where_nothing_is_shown(self, harbour: Flask) -> None:
        tablet = handed_over(harbour, JONAS)
        form = begin(tablet)
        token = form_token(tablet.get("/rate/form"))
        send(tablet, form, FOUR)
        answer = tablet.post("/rate/ratings", data={"remark": "x", "csrf_token": token})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")
        choose(harbour, JONAS)
        assert tablet.post("/rate/ratings", data={"remark": "x"}).status_code == 400
        assert remarks(harbour) == []

    def test_words_are_taken_after_half_an_hour_too(
        self, harbour: Flask, tablet: FlaskClient
    ) -> None:
        token = form_token(tablet.get("/rate/ratings"))
        harbour.config["CLOCK"].forward(minutes=40)
        tablet.post("/rate/ratings", data={"csrf_token": token, "remark": "I wrote slowly."})
        assert remarks(harbour) == ["I wrote slowly."]


class TestTheTherapistReads:
    def test_the_row_and_the_page_say_that_it_is_new_once(
        self, harbour: Flask, tablet: FlaskClient, signed_in: Callable[[str], FlaskClient]
    ) -> None:
        miriam = signed_in("miriam")
        with harbour.app_context():
            episode_id = story.Cast().episode(JONAS).id
        path = f"/episodes/{episode_id}"
        read(miriam, path)
        assert "new remark" not in read(miriam, "/caseload").html
        remark(tablet, "I slept badly, <b>that</b> is all.")
        with harbour.app_context():
            assert db.session.get(EpisodeProgress, episode_id).new_rating
        assert "new remark" in read(miriam, "/caseload").each(".caseload-remark")
        page = read(miriam, path)
        assert page.says(".happened-quote") == "I slept badly, <b>that</b> is all."
        words = "Jonas remarked on the wellbeing check-in: this is not how it feels."
        assert words in page.html
        assert page.link("Read it").startswith("#remark-")
        again = read(miriam, path)
        assert "Read it" not in again.links()
        assert again.has(".happened-quote")
        assert "new remark" not in read(miriam, "/caseload").html

    def test_a_supervisor_reads_that_there_is_one(
        self, harbour: Flask, tablet: FlaskClient, signed_in: Callable[[str], FlaskClient]
    ) -> None:
        remark(tablet, "For Miriam alone.")
        with harbour.app_context():
            episode_id = story.Cast().episode(JONAS).id
        page = read(signed_in("ingrid"), f"/episodes/{episode_id}")
        assert "For Miriam alone." not in page.html
        assert "Jonas also wrote a line to Miriam Aalto." in page.html


class TestTheChoice:
    @pytest.fixture
    def path(self, harbour: Flask) -> str:
        with harbour.app_context():
            return f"/episodes/{story.Cast().episode(JONAS).id}"

    def test_is_recorded_with_who_and_when(
        self, harbour: Flask, miriam: FlaskClient, path: str
    ) -> None:
        before = read(miriam, path).one("#showing")
        assert "Nobody has chosen yet" in "".join(before.itertext())
        token = form_token(miriam.get("/account"))
        sent = {"showing_outcome": "after_rating", "showing_alliance": "together"}
        answer = miriam.post(f"{path}/showing", data=sent | {"csrf_token": token})
        assert answer.status_code == 303
        page = read(miriam, path)
        words = "".join(page.one("#showing").itertext())
        assert "Chosen by Miriam Aalto, 19 November 2026." in words
        assert "Not after a rating at home" in words
        [facts] = events(harbour, "showing_chosen")
        assert facts == {
            "outcome": "after_rating",
            "alliance": "together",
            "was": {"outcome": "together", "alliance": "never"},
        }
        assert page.value("showing_outcome") == "after_rating"

    def test_the_same_choice_again_is_no_news(self, harbour: Flask) -> None:
        choose(harbour, JONAS)
        choose(harbour, JONAS)
        assert len(events(harbour, "showing_chosen")) == 1

    def test_a_choice_nobody_offers_is_refused(
        self, harbour: Flask, miriam: FlaskClient, path: str
    ) -> None:
        token = form_token(miriam.get("/account"))
        sent = {"csrf_token": token, "showing_outcome": "always", "showing_alliance": "never"}
        assert miriam.post(f"{path}/showing", data=sent).status_code in (400, 409, 422)
        assert events(harbour, "showing_chosen") == []

    def test_a_therapist_of_somebody_else_finds_nothing(
        self, signed_in: Callable[[str], FlaskClient], path: str
    ) -> None:
        judith = signed_in("judith")
        token = form_token(judith.get("/account"))
        assert judith.get(f"{path}/together").status_code == 404
        assert judith.post(f"{path}/showing", data={"csrf_token": token}).status_code == 404


class TestTogether:
    @pytest.fixture
    def path(self, harbour: Flask) -> str:
        with harbour.app_context():
            return f"/episodes/{story.Cast().episode(JONAS).id}"

    def test_is_one_link_away_and_shows_nobody_else(self, miriam: FlaskClient, path: str) -> None:
        client_page = read(miriam, path)
        assert client_page.link("Show to Jonas") == f"{path}/together"
        page = read(miriam, f"{path}/together")
        assert page.heading == "Your ratings over time"
        assert page.links() == ["Skip to the page", "Back"]
        assert page.link("Back") == path
        assert not page.has(".remark")
        names = [each.name for each in story.COURSES]
        assert [name for name in names if name in page.html] == []

    def test_in_the_clients_language(self, harbour: Flask, miriam: FlaskClient, path: str) -> None:
        with harbour.app_context():
            story.Cast().client(JONAS).language = "ar"
            db.session.commit()
        page = read(miriam, f"{path}/together")
        part = page.one(".own-page")
        assert (part.get("lang"), part.get("dir")) == ("ar", "rtl")
        assert page.heading == say("ar", "own.title")

    def test_each_kind_has_its_own_picture_where_it_is_chosen(
        self, harbour: Flask, miriam: FlaskClient, path: str
    ) -> None:
        assert len(read(miriam, f"{path}/together").all(".own")) == 1
        choose(harbour, JONAS, outcome="together", alliance="together")
        assert read(miriam, f"{path}/together").each(".own-heading") == [
            "How has life been this week?",
            "How was today's session?",
        ]

    def test_is_not_there_where_nothing_is_shown(
        self, harbour: Flask, miriam: FlaskClient, path: str
    ) -> None:
        choose(harbour, JONAS, outcome="never")
        assert "Show to Jonas" not in read(miriam, path).links()
        assert miriam.get(f"{path}/together").status_code == 404
        choose(harbour, JONAS, outcome="together")
        set_clinic(harbour, shown=False)
        assert miriam.get(f"{path}/together").status_code == 404
        assert "This clinic does not show clients their own ratings." in read(miriam, path).html

    def test_looking_is_in_the_audit(self, harbour: Flask, miriam: FlaskClient, path: str) -> None:
        miriam.get(f"{path}/together")
        found = events(harbour, "episode_viewed")
        assert {"endpoint": "own_ratings.together"} in found


class TestTheClinic:
    def test_a_director_decides_for_the_clinic(
        self, harbour: Flask, signed_in: Callable[[str], FlaskClient]
    ) -> None:
        director = signed_in("director")
        page = read(director, "/clinic")
        assert page.value("own_ratings") == "yes"
        assert page.value("own_ratings_at_home") == "no"
        token = form_token(director.get("/account"))
        sent = {"csrf_token": token, "own_ratings": "no", "own_ratings_at_home": "no"}
        assert director.post("/clinic/own-ratings", data=sent).status_code == 303
        assert read(director, "/clinic").value("own_ratings") == "no"
        assert events(harbour, "own_ratings_set") == [{"shown": False, "at_home": False}]


def test_a_remark_button_needs_no_script(tablet: FlaskClient) -> None:
    """A folded part opens without scripts, and the form inside is sent as any other."""
    page = read(tablet, "/rate/ratings")
    assert page.has("details")
    form = page.form("/rate/ratings")
    assert form.get("method") == "post"
    remark(tablet, "Without a script.")
    assert "Without a script." in tablet.get("/rate/ratings").text


class TestPseudoLanguage:
    """In a language made on the fly the page says nothing in plain English."""

    @pytest.fixture
    def app(self, tmp_path: Path, cast_database: Path) -> Iterator[Flask]:
        pseudo.install(tmp_path)
        (tmp_path / "clinic.sqlite").write_bytes(cast_database.read_bytes())
        app = create_app(settings_for(tmp_path))
        prepare(app, Clock(story.NOW))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        use_languages_of_clinic({})

    def test_page_and_remark(self, app: Flask) -> None:
        # Days and months stand in the head of a language, which the disguise leaves alone.
        english = catalogue()["en"]
        dates = {*english.weekdays, *english.months}
        choose(app, JONAS)
        tablet = handed_over_in(app, language=pseudo.CODE)
        send_in(tablet, FOUR)
        pages = [tablet.get("/rate/thanks"), tablet.get("/rate/ratings"), remark(tablet, "1" * 501)]
        remark(tablet, "")
        pages.append(tablet.get("/rate/ratings"))
        assert [set(fixed(each.text)) - dates for each in pages] == [set()] * 4
