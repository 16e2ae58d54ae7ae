// Keeps what is typed: some moments after the last key the form goes to the server as it is. The
// server answers {"kept_at": "17:24"} in the clinic's time, and {"version": 4} where it counts
// them: the next one must say which it builds on. A 409 means that another window was quicker.

const PAUSE = 1200;
const AGAIN = 5000;

function setUp(form) {
  const state = form.querySelector("[data-kept]");
  let timer = null;
  let waiting = false;
  let sending = false;
  let stopped = false;

  function later(delay) {
    clearTimeout(timer);
    waiting = true;
    timer = setTimeout(keep, delay);
  }

  async function keep(leaving = false) {
    clearTimeout(timer);
    if (sending || stopped) return;
    waiting = false;
    sending = true;
    try {
      const response = await fetch(form.dataset.keepUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: leaving === true,
      });
      if (response.status === 409) return stop();
      if (!response.ok) throw new Error(String(response.status));
      const { kept_at: at, version } = await response.json();
      if (version !== undefined && form.elements.version) form.elements.version.value = version;
      form.querySelector("[data-kept-before]")?.remove();
      const words = form.dataset.keptWords ?? "Kept as you type. Last kept at {time}.";
      state.textContent = words.replace("{time}", at);
    } catch {
      state.textContent = form.dataset.unkeptWords ?? "Not kept yet. We keep trying.";
      sending = false;
      return later(AGAIN);
    }
    sending = false;
    // What was typed while the last one was on its way.
    if (waiting) later(PAUSE);
  }

  function stop() {
    stopped = true;
    sending = false;
    state.textContent =
      form.dataset.conflictWords ??
      "Not kept: this was changed in another window. Press the button to see both texts.";
  }

  form.addEventListener("input", () => later(PAUSE));
  window.addEventListener("pagehide", () => waiting && keep(true));
  form.addEventListener("submit", () => {
    waiting = false;
    stopped = true;
    clearTimeout(timer);
  });
}

document.querySelectorAll("form[data-keep-url]").forEach(setUp);
