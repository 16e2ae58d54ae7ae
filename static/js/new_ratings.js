// Says when ratings have come in since the caseload was opened. The list itself never changes while
// it is open. Asking does not extend the session; once signed out, it stops.

const EVERY = 2000; // ms

const place = document.querySelector("[data-new-url]");
let timer = null;

async function ask() {
  let response;
  try {
    response = await fetch(place.dataset.newUrl, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
    });
  } catch {
    return later(); // the network is away: the next try may find it
  }
  if (!response.ok) return undefined;
  const { words } = await response.json();
  if (words && words !== place.dataset.said) say(words);
  return later();
}

function say(words) {
  place.dataset.said = words;
  const link = document.createElement("a");
  link.href = place.dataset.here;
  link.textContent = "Refresh";
  place.replaceChildren(`${words} · `, link);
}

function later() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(ask, EVERY);
}

if (place) {
  document.addEventListener("visibilitychange", later);
  later();
}
