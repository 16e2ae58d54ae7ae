// How long each question took, into its hidden field: `kept_seconds` in outcomes/actions/answers.py
// says what counts. The form tells of each mark ("marked", with the question) and, one question at a
// time, of each question that comes into view ("shown"); on one page all are in view from the start.

const LONGEST = 3600; // s; a time beyond it is none, and the server would not store it

export function setUpSeconds(form) {
  const taken = new Map();
  let since = performance.now();
  const begin = () => {
    since = performance.now();
  };
  form.addEventListener("shown", begin);
  form.addEventListener("marked", ({ detail: question }) => {
    const field = question?.section.querySelector("[data-seconds]");
    if (!field) return;
    const before = taken.get(field) ?? Number(field.value);
    const seconds = before + (performance.now() - since) / 1000;
    begin();
    taken.set(field, seconds);
    field.value = seconds > LONGEST ? "" : seconds.toFixed(1);
  });
}
