// Ctrl+K opens the search page.

window.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  const link = document.querySelector("[data-search]");
  if (!link) return;
  event.preventDefault();
  link.click();
});
