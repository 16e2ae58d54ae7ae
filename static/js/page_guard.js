// A page that was left is not shown again from the browser's memory: after sign-out or hand-over,
// Back must never bring it up, not even for a moment.

window.addEventListener("pagehide", () => {
  document.body.hidden = true;
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
