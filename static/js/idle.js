// On the clinic's own tablet a form that nobody touches any more is locked away: first the page asks,
// then it goes to the waiting page, which ends the form's session. Not while answers are on their way.

const box = document.querySelector("[data-idle]");
const { after, last, url } = box.dataset;
let timer = null;

function watch() {
  clearTimeout(timer);
  box.hidden = true;
  timer = setTimeout(ask, Number(after) * 1000);
}

function ask() {
  // Sent, but not arrived yet: locking now would lose what the client has given.
  if (document.querySelector("[data-send-state]")?.firstChild) return watch();
  box.hidden = false;
  box.querySelector("button").focus();
  timer = setTimeout(() => location.replace(url), Number(last) * 1000);
}

for (const name of ["pointerdown", "keydown", "input", "scroll"]) {
  window.addEventListener(name, () => box.hidden && watch(), { passive: true });
}
box.querySelector("button").addEventListener("click", watch);
watch();
