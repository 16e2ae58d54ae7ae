// Answers that were sent from this device and never arrived, because its browser was killed, are
// brought to the server by the next page of ours. This page cannot read them (resting.js says why).

import { forget, resting } from "./resting.js";

const PAUSES = [5, 15, 30, 60]; // seconds; the last one goes on
const PATIENCE = 15000;

const { url, goOn } = document.getElementById("bring-back").dataset;
let failures = 0;
let timer = null;

async function bringBack() {
  clearTimeout(timer);
  const all = await resting();
  const brought = [];
  for (const each of all) if (await heard(each)) brought.push(each.uuid);
  if (brought.length) {
    await forget(...brought);
    goOnFrom(brought);
  }
  if (brought.length < all.length) again();
}

async function heard({ uuid, nonce, sealed }) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ form_uuid: uuid, nonce: base64(nonce), sealed: base64(sealed) }),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return response.ok;
  } catch {
    return false;
  }
}

function base64(some) {
  return btoa(Array.from(some, (each) => String.fromCharCode(each)).join(""));
}

function again() {
  timer = setTimeout(tried, PAUSES[Math.min(failures, PAUSES.length - 1)] * 1000);
  failures += 1;
}

// The page may say something else now: the form itself is sent, or a link is used up. A form of
// somebody else stays as it is.
function goOnFrom(brought) {
  const form = document.querySelector("form[data-send]");
  if (goOn && (!form || brought.includes(form.elements.form_uuid.value))) location.replace(goOn);
}

// Browsers that keep nothing (private windows) refuse the database: there is nothing to bring.
function tried() {
  bringBack().catch(() => {});
}

window.addEventListener("online", () => failures > 0 && tried());
tried();
