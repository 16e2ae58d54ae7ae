"""Faces for young children and goals in the client's words: the one form, large enough to touch."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outcomes.storage import Administration, Answer, db
from tests import cast as story
from tests.journeys.devices import PHONE, TABLET

SMALLEST = 48
TARGETS = "button, label.option, textarea, [data-track], a[href]"


def rated_by(clinic, measure: str, **more: object) -> None:
    """From now on Jonas is rated by this measure."""
    with clinic.app.app_context():
        episode = story.Cast().episode("0417")
        for name, value in {"outcome_measure_id": measure, **more}.items():
            setattr(episode, name, value)
        db.session.commit()


def too_small(page: Page) -> list[str]:
    """What can be touched and is lower or narrower than a finger needs."""
    return page.eval_on_selector_all(
        TARGETS,
        """(all, least) => all
          .map((each) => [each, each.getBoundingClientRect()])
          .filter(([each, box]) => box.width > 0 && getComputedStyle(each).visibility === "visible")
          .filter(([, box]) => box.width < least || box.height < least)
          .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)""",
        SMALLEST,
    )


def answers(clinic) -> dict[str, float]:
    query = (
        select(Answer.item_id, Answer.value)
        .join(Administration)
        .where(Administration.submitted_at >= story.NOW)
    )
    return dict(clinic.rows(query))


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_child_touches_faces_that_do_not_cry(clinic, device, size) -> None:
    # Given a child's form, one question at a time
    rated_by(clinic, "faces", age_band="child")
    page = device(size, touch=True).begin()
    shapes = page.locator("svg.face").evaluate_all(
        "all => all.map((one) => [...one.children].map((part) => part.tagName).join(' '))"
    )
    # Then a face is a round, two eyes and a mouth, without a tear and without a colour of its own
    assert set(shapes) == {"circle circle circle path"}
    assert page.locator("svg.face [fill]:not([fill=currentColor])").count() == 0
    # When each question is answered with the face that is touched
    for number, item in enumerate(("me", "home", "days", "week")):
        assert too_small(page) == []
        page.locator(f"[data-choices={item}] .option").nth(number % 3).tap()
        page.get_by_role("button", name="Next").tap()
    assert too_small(page) == []
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert answers(clinic) == {"me": 0, "home": 1, "days": 2, "week": 0}


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_client_puts_goals_and_rates_them(clinic, device, size) -> None:
    # Given a client whose goals are rated, and none yet
    rated_by(clinic, "goals")
    one = device(size, touch=True)
    with clinic.app.app_context():
        email = story.Cast().episode("0417").therapist.email
    one.sign_in(email)
    page = one.hand_over("0417")
    page.get_by_role("button", name="Start").tap()
    # When two are put in words
    page.wait_for_url("**/rate/goals")
    assert too_small(page) == []
    page.get_by_label("Goal 1").fill("Sleep through the night")
    page.get_by_label("Goal 2, if you like").fill("Call my sister")
    page.get_by_role("button", name="Next").tap()
    # Then they are what the form asks, on lines as any other
    page.wait_for_url("**/rate/form")
    for item, words in (("goal_1", "Sleep through the night"), ("goal_2", "Call my sister")):
        expect(page.get_by_role("heading", level=2, name=words)).to_be_visible()
        assert too_small(page) == []
        page.locator(f"[data-line={item}] [data-track]").tap()
        if size == PHONE:
            page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert answers(clinic) == {"goal_1": 5, "goal_2": 5}
