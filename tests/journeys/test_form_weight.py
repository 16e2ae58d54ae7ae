"""What the client's form loads, and that nothing in it moves. Times are for `bench/form.py`."""

import pytest

from bench.form_page import watched
from tests.journeys.devices import PHONE, TABLET

MOST_BYTES = 60_000


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_form_is_light_still_and_silent(browser, clinic, device, size) -> None:
    # Given a form in the client's hands, and a browser that has nothing in its cache
    maker = device(TABLET, touch=True)
    maker.begin()
    cookies = maker.context.cookies()
    screen = dict(zip(("width", "height"), size, strict=True))
    with watched(browser, cookies=cookies, slow=False, size=screen) as watch:
        # When it is loaded
        look = watch.open(f"{clinic.address}/rate/form")
        # Then it is light, in few pieces, and asks for nothing more by itself
        assert look.weight < MOST_BYTES, look.files
        assert len(look.files) <= 7, look.files
        assert look.after_load == ()
        assert look.shift == 0
        # When it is filled in and sent
        if size == TABLET:
            watch.fill_in()
            # Then that was the only request
            assert list(watch.asked.values())[len(look.files) :] == ["POST /rate/form"]
