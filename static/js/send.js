// Sends the client's form and keeps the answers on the page until the server has them.
//
// Every try carries the same form id, so that sending twice is harmless. A connection that fails is
// tried again by itself, with growing pauses, and at once when the device is online again. Whatever
// the server refuses is sent once more as a plain form, so that its own page can explain.
//
// From Send to the server's answer they also rest on the device, encrypted (resting.js): a browser
// that is killed in between must not lose them.

import { forget, keyOf, rest } from "./resting.js";

const PAUSES = [2, 4, 8, 15, 30]; // seconds; the last one goes on
const PATIENCE = 15000;
const REST_PATIENCE = 1000; // a browser whose storage hangs sends without it

function setUp(form) {
  const state = form.querySelector("[data-send-state]");
  const uuid = form.elements.form_uuid.value;
  const key = keyOf(form).catch(() => null);
  let sending = false;
  let failures = 0;
  let timer = null;

  async function send(submitter) {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    const body = new URLSearchParams(new FormData(form, submitter ?? null));
    await inTime(key.then((known) => known && rest(known, uuid, body.toString())));
    const answer = await tryOnce(form, body);
    if (answer.next || answer.refused) await inTime(forget(uuid));
    sending = false;
    if (answer.next) {
      location.replace(answer.next);
    } else if (answer.refused) {
      HTMLFormElement.prototype.submit.call(form);
    } else {
      const pause = PAUSES[Math.min(failures, PAUSES.length - 1)];
      failures += 1;
      unsent(form, state, () => send(submitter));
      timer = setTimeout(() => send(submitter), pause * 1000);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter);
  });
  window.addEventListener("online", () => failures > 0 && send());
}

// Done, or not to be had in this browser (private windows), or not soon enough to wait for.
function inTime(resting) {
  const enough = new Promise((resolve) => setTimeout(resolve, REST_PATIENCE));
  return Promise.race([resting, enough]).catch(() => {});
}

async function tryOnce(form, body) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status >= 500 || response.status === 429 || response.status === 408) return {};
    if (!response.ok) return { refused: true };
    if (response.redirected) return { next: response.url };
    const { next } = await response.json();
    return next ? { next } : { refused: true };
  } catch {
    return {};
  }
}

function unsent(form, state, again) {
  const banner = document.createElement("div");
  banner.className = "banner banner-waiting";
  const words = document.createElement("p");
  words.className = "banner-words";
  words.textContent = form.dataset.unsentWords;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = form.dataset.retryWords;
  button.addEventListener("click", again);
  banner.append(words, button);
  // Announced once: a banner that is already there is left alone, so that it is not read again.
  if (!state.firstChild) state.append(banner);
}

document.querySelectorAll("form[data-send]").forEach(setUp);
