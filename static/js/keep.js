// Keeps what is typed: some moments after the last key the form goes to the server as it is. The
// server answers {"kept_at": "17:24"} in the clinic's time.

const PAUSE = 1200;
const AGAIN = 5000;

function setUp(form) {
  const state = form.querySelector("[data-kept]");
  let timer = null;
  let waiting = false;

  async function keep(leaving = false) {
    clearTimeout(timer);
    waiting = false;
    try {
      const response = await fetch(form.dataset.keepUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: leaving,
      });
      if (!response.ok) throw new Error(String(response.status));
      const { kept_at: at } = await response.json();
      const words = form.dataset.keptWords ?? "Kept as you type. Last kept at {time}.";
      state.textContent = words.replace("{time}", at);
    } catch {
      state.textContent = form.dataset.unkeptWords ?? "Not kept yet. We keep trying.";
      waiting = true;
      timer = setTimeout(keep, AGAIN);
    }
  }

  form.addEventListener("input", () => {
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  window.addEventListener("pagehide", () => waiting && keep(true));
  form.addEventListener("submit", () => {
    waiting = false;
    clearTimeout(timer);
  });
}

document.querySelectorAll("form[data-keep-url]").forEach(setUp);
