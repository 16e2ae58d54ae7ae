// Ctrl+K opens the search page, or puts the cursor into its field where it is open already. The
// search page offers to switch this off; the choice is this browser's alone.

const OFF = "outcomes-no-search-key";

window.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  if (localStorage.getItem(OFF)) return;
  const [field, link] = ["[data-search-field]", "[data-search]"].map((each) =>
    document.querySelector(each),
  );
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.select();
  else link.click();
});

const choice = document.querySelector("[data-search-key]");
if (choice) {
  choice.hidden = false;
  const box = choice.querySelector("input");
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}
