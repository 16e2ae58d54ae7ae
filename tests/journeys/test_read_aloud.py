"""The device's own voice reads the words of the form, and nothing else ever does.

Headless browsers have no voices, so the stories bring a device with some: one local and one remote
for each language they name. Their voice says when it has begun and ended, as a real one does.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from outcomes.languages import say
from outcomes.measures import catalogue
from tests.journeys.devices import TABLET, Clinic, Device

VOICES = """(() => {
  const voices = %s.map(([lang, localService]) => ({ lang, localService, name: lang }));
  const heard = (window.heard = []);
  let speaking = null;
  const synthesis = new EventTarget();
  Object.assign(synthesis, {
    getVoices: () => voices,
    speak(words) {
      speaking = words;
      heard.push([words.text, words.lang, words.voice.localService]);
    },
    cancel() { speaking = null; },
    finish() { speaking?.dispatchEvent(new Event("end")); },
    add(lang) {
      voices.push({ lang, localService: true, name: lang });
      synthesis.dispatchEvent(new Event("voiceschanged"));
    },
  });
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
})()"""
TEXTS = 6
"""Heading, sentence above the lines, and four lines."""


def with_voices(device: Callable[..., Device], *voices: tuple[str, bool]) -> Device:
    """A tablet with voices: language and whether it lives on the device."""
    tablet = device(TABLET, touch=True)
    spoken = ", ".join(f"['{code}', {str(local).lower()}]" for code, local in voices)
    tablet.context.add_init_script(VOICES % f"[{spoken}]")
    return tablet


def heard(page: Page) -> list[list]:
    return page.evaluate("heard")


@pytest.mark.parametrize(("code", "voice"), [("en", "en-GB"), ("nb", "no-NO"), ("ar", "ar_EG")])
def test_every_text_can_be_heard_in_its_own_language(
    clinic: Clinic, device, code: str, voice: str
) -> None:
    # Given a device with voices, of which one of the language lives on it
    tablet = with_voices(device, (voice, False), ("fi-FI", True), (voice, True))
    page = tablet.begin(language=code)
    buttons = page.locator("[data-listen]:visible")
    expect(buttons).to_have_count(TEXTS)
    for box in [button.bounding_box() for button in buttons.all()]:
        assert (box["width"], box["height"]) >= (48, 48)
    # When the client presses beside the first line
    wording = catalogue()["wellbeing"].wording(code)
    line = wording.items[0]
    name = say(code, "page.read_aloud", text=line.text)
    page.get_by_role("button", name=name, exact=True).tap()
    # Then the local voice reads the question with its two ends
    words = f"{line.text}. {line.low_label}. {line.high_label}."
    assert heard(page) == [[words, voice, True]]


def test_the_same_button_stops_and_plays_again(clinic: Clinic, device) -> None:
    page = with_voices(device, ("en-US", True)).begin()
    title = "How I have been feeling"
    play = page.get_by_role("button", name=f"Read aloud: {title}", exact=True)
    stop = page.get_by_role("button", name=f"Stop reading aloud: {title}", exact=True)
    # When it reads, the button says that it would stop; with the sound off this is all there is
    play.tap()
    expect(stop).to_be_visible()
    stop.tap()
    expect(play).to_be_visible()
    # When it is pressed again it begins anew, and ends by itself
    play.tap()
    page.evaluate("speechSynthesis.finish()")
    expect(play).to_be_visible()
    assert len(heard(page)) == 2
    # And another button takes the voice over
    play.tap()
    page.get_by_role("button", name="Read aloud: People close to me", exact=True).tap()
    expect(play).to_be_visible()
    expect(page.locator("[data-reading]")).to_have_count(1)


@pytest.mark.parametrize("voices", [(), (("en-US", False),), (("de-DE", True),)])
def test_without_a_local_voice_of_the_language_there_is_no_button(
    clinic: Clinic, device, voices
) -> None:
    page = with_voices(device, *voices).begin()
    expect(page.locator("[data-listen]:visible")).to_have_count(0)
    # A voice that the browser finds later brings them
    page.evaluate("speechSynthesis.add('en-GB')")
    expect(page.locator("[data-listen]:visible")).to_have_count(TEXTS)


def test_opening_and_thanks_can_be_heard_too(clinic: Clinic, device) -> None:
    tablet = with_voices(device, ("de-AT", True))
    tablet.sign_in("miriam@harbour.example")
    page = tablet.hand_over("0417", language="de")
    page.locator("[data-listen]").tap()
    [[words, language, _]] = heard(page)
    assert language == "de-AT"
    assert say("de", "opening.quick") in words
    page.get_by_role("button", name="Beginnen").tap()
    page.wait_for_url("**/rate/form")
    for item in ("feeling", "close", "days", "life"):
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("End")
    page.get_by_role("button", name="Senden").tap()
    page.wait_for_url("**/rate/thanks")
    page.locator("[data-listen]").tap()
    assert say("de", "thanks.saved") in heard(page)[0][0]
