// Keeps what is typed into a page's forms on the server until it is sent, and brings it back after
// a sign-out in between. The browser itself remembers only on which page something was typed.
// Forms that keep themselves (data-keep-url) are left to keep.js.

const PAUSE = 10_000;
const MARK = "outcomes-draft";
const { draftUrl, csrf } = document.body.dataset;
const page = location.pathname + location.search.replace(/[?&]draft=1$/, "");
const activity = new BroadcastChannel("outcomes-activity");

const isText = (field) =>
  field.matches("textarea, input[type=text], input[type=date], input[type=search], input:not([type])");

function texts() {
  const forms = [...document.querySelectorAll("main form[method=post]:not([data-keep-url])")];
  return forms.flatMap((form) =>
    [...form.elements]
      .filter((field) => field.name && field.type !== "hidden" && isText(field))
      .map((field) => [`${new URL(form.action).pathname} ${field.name}`, field]),
  );
}

function post(url, body, keepalive = false) {
  return fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ page, ...body }),
    credentials: "same-origin",
    redirect: "error",
    keepalive,
  });
}

let timer = null;

async function keep(leaving = false) {
  clearTimeout(timer);
  timer = null;
  const fields = Object.fromEntries(texts().map(([name, field]) => [name, field.value]));
  try {
    const answer = await post(draftUrl, { fields }, leaving);
    if (answer.ok) activity.postMessage("here");
  } catch {
    // Offline, or signed out in the meantime: what was kept before is still there.
  }
}

function remember(state) {
  sessionStorage.setItem(MARK, JSON.stringify({ page, state }));
}

async function bringBack() {
  sessionStorage.removeItem(MARK);
  const answer = await post(`${draftUrl}/take`, {}).catch(() => null);
  if (!answer?.ok) return;
  const { fields } = await answer.json();
  const changed = texts().filter(([name, field]) => fields[name] && fields[name] !== field.value);
  for (const [name, field] of changed) field.value = fields[name];
  if (!changed.length) return;
  const words = document.createElement("p");
  words.className = "banner banner-done";
  words.textContent = "What you typed before is back. It is not sent yet.";
  document.querySelector(".notices").append(words);
  remember("typing");
}

document.addEventListener("input", (event) => {
  if (!texts().some(([, field]) => field === event.target)) return;
  remember("typing");
  timer ??= setTimeout(keep, PAUSE);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && timer) keep(true);
});

document.addEventListener("submit", (event) => {
  // Searching or signing out sends nothing of what was typed.
  const sends = texts().some(([, field]) => field.form === event.target);
  if (!sends || !sessionStorage.getItem(MARK)) return;
  if (timer) keep(true);
  remember("sent");
});

const before = JSON.parse(sessionStorage.getItem(MARK) ?? "null");
if (before && location.search.endsWith("draft=1") && before.page !== page) {
  sessionStorage.setItem(MARK, JSON.stringify({ page: before.page, state: "typing" }));
  location.replace(before.page);
} else if (before?.page === page && (before.state === "typing" || location.search.endsWith("draft=1"))) {
  bringBack();
} else if (before?.state === "sent" && document.title.startsWith("Error:")) {
  // It did not arrive: going back brings the text back.
  sessionStorage.setItem(MARK, JSON.stringify({ page: before.page, state: "typing" }));
} else if (before?.state === "sent") {
  sessionStorage.removeItem(MARK);
  // It is stored where it belongs now; the copy has done its work.
  post(`${draftUrl}/take`, { page: before.page }).catch(() => null);
}
