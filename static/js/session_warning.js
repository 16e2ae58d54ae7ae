// Two minutes before the server signs this page out, says so and offers to stay. Loading any page
// counts as being there, in every window; background polling does not and must not come here.

const AHEAD = 120; // seconds

const { idleSeconds, extendUrl, csrf } = document.body.dataset;
const channel = new BroadcastChannel("outcomes-activity");
let end = Date.now() + Number(idleSeconds) * 1000;
let box = null;

function extend() {
  end = Date.now() + Number(idleSeconds) * 1000;
  box?.remove();
  box = null;
}

async function stay() {
  try {
    const response = await fetch(extendUrl, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      credentials: "same-origin",
    });
    if (!response.ok) return location.reload();
    extend();
    channel.postMessage("here");
  } catch {
    // The banner stays: the next press, or a new page, tries again.
  }
}

function warn() {
  box = document.createElement("div");
  box.className = "banner banner-waiting session-warning";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.className = "banner-words";
  words.textContent = "You will be signed out in two minutes, because nothing was pressed here.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = "Stay signed in";
  button.addEventListener("click", stay);
  box.append(words, button);
  document.querySelector(".notices").append(box);
}

function look() {
  const left = (end - Date.now()) / 1000;
  if (left <= 0) {
    document.body.hidden = true;
    location.reload();
  } else if (left <= AHEAD && !box) warn();
}

channel.addEventListener("message", extend);
channel.postMessage("here");
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
