// The client's line: a native range for keyboard and assistive technology, a track that answers the
// finger, and the form's own answer field, which is the only thing that is sent.
//
// Nothing is marked before the first touch. Finger down shows a provisional mark, finger up sets it,
// also where it has not moved; a cancelled pointer (scrolling began) restores what was there. The
// track measures the place itself, because a native thumb hit off its centre keeps the offset, and
// an invisible thumb in the middle would swallow marks beside it.

import { deviceClass } from "./device.js";
import { setUpSeconds } from "./seconds.js";
import { setUpSteps } from "./steps.js";
import { fill } from "./words.js";

const KEYS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
};
const FAR = 120; // px above or below the track: letting go there changes nothing

class Line {
  constructor(section, form) {
    this.form = form;
    this.section = section;
    this.track = section.querySelector("[data-track]");
    this.range = section.querySelector(".line-range");
    this.typed = section.querySelector("[data-typed]");
    this.answer = this.typed.querySelector("input");
    this.kind = section.querySelector("[data-kind]");
    this.rightToLeft = getComputedStyle(section).direction === "rtl";
    this.pointer = null;
    this.take(this.answer.value, this.kind.value);
    this.listen();
  }

  get marked() {
    return this.value !== null;
  }

  // What the field accepts: the item's own range and steps, such as 0 to 10 by 0.1.
  get scale() {
    const [low, high, step] = ["min", "max", "step"].map((name) => Number(this.answer[name]));
    return { low, high, step };
  }

  // A place from 0 to 100 as the item's answer, in its steps and with their decimals.
  onScale(place) {
    const { low, high, step } = this.scale;
    const steps = Math.round(((place / 100) * (high - low)) / step);
    return (low + steps * step).toFixed((this.answer.step.split(".")[1] ?? "").length);
  }

  // What stands in the answer field, from before or typed now.
  take(text, kind) {
    const number = text.trim() === "" ? NaN : Number(text);
    const { low, high } = this.scale;
    const valid = number >= low && number <= high;
    this.value = valid ? Math.round(((number - low) / (high - low)) * 100) : null;
    this.kind.value = kind;
    this.show();
  }

  set(value) {
    this.value = Math.min(100, Math.max(0, Math.round(value)));
    this.answer.value = this.onScale(this.value);
    this.kind.value = "line";
    this.show();
    this.section.classList.remove("line-missing");
    this.form.dispatchEvent(new CustomEvent("marked", { detail: this }));
  }

  show() {
    this.draw(this.marked ? "marked" : "unmarked", this.value ?? 50);
    this.range.value = this.value ?? 50;
    const words = this.marked ? this.form.dataset.valueWords : this.form.dataset.unmarkedWords;
    const { low, high } = this.section.dataset;
    this.range.setAttribute("aria-valuetext", fill(words, { value: this.value, low, high }));
  }

  draw(state, at) {
    this.track.dataset.state = state;
    this.track.style.setProperty("--at", at);
  }

  valueAt(x) {
    const { left, width } = this.track.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (x - left) / width));
    return Math.round(100 * (this.rightToLeft ? 1 - share : share));
  }

  listen() {
    this.track.addEventListener("pointerdown", (event) => this.down(event));
    this.track.addEventListener("pointermove", (event) => {
      if (event.pointerId === this.pointer) this.draw("provisional", this.valueAt(event.clientX));
    });
    this.track.addEventListener("pointerup", (event) => this.up(event));
    this.track.addEventListener("pointercancel", (event) => this.restore(event));
    this.track.addEventListener("lostpointercapture", (event) => this.restore(event));
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.range.addEventListener("input", () => this.set(Number(this.range.value)));
    this.answer.addEventListener("input", () => {
      this.take(this.answer.value, "typed");
      this.form.dispatchEvent(new CustomEvent("marked", { detail: this }));
    });
  }

  down(event) {
    if (this.pointer !== null || event.button !== 0) return;
    this.pointer = event.pointerId;
    this.track.setPointerCapture(event.pointerId);
    this.draw("provisional", this.valueAt(event.clientX));
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    const { top, bottom } = this.track.getBoundingClientRect();
    if (event.clientY < top - FAR || event.clientY > bottom + FAR) return this.restore(event);
    this.pointer = null;
    this.set(this.valueAt(event.clientX));
    this.range.focus({ preventScroll: true });
  }

  restore(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.show();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = this.value ?? 50;
    if (event.key === "Home") this.set(0);
    else if (event.key === "End") this.set(100);
    else if (event.key in KEYS) {
      const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      this.set(from + KEYS[event.key] * (sideways && this.rightToLeft ? -1 : 1));
    } else return;
    event.preventDefault();
  }

  // The line, or the number field that stands in for it.
  use(typing) {
    this.track.hidden = typing;
    this.typed.hidden = !typing;
  }

  focus() {
    (this.track.hidden ? this.answer : this.range).focus();
  }
}

// A question answered by one of several choices counts like a line.
class Choices {
  constructor(section, form) {
    this.section = section;
    this.inputs = [...section.querySelectorAll("input[type=radio]")];
    section.addEventListener("change", () => {
      section.classList.remove("line-missing");
      form.dispatchEvent(new CustomEvent("marked", { detail: this }));
    });
  }

  get chosen() {
    return this.inputs.find((input) => input.checked);
  }

  get marked() {
    return Boolean(this.chosen);
  }

  use() {}

  focus() {
    (this.chosen ?? this.inputs[0]).focus();
  }
}

function setUpTyping(form, questions) {
  const toggle = form.querySelector("[data-toggle-typed]");
  if (!toggle) return;
  toggle.hidden = !questions.some((each) => each instanceof Line);
  let typing = false;
  toggle.addEventListener("click", () => {
    typing = !typing;
    questions.forEach((each) => each.use(typing));
    toggle.textContent = typing ? toggle.dataset.linesWords : toggle.dataset.typedWords;
    form.dispatchEvent(new CustomEvent("marked"));
  });
}

function setUpCount(form, questions) {
  const count = form.querySelector("[data-count]");
  if (!count) return;
  const show = () => {
    const marked = questions.filter((each) => each.marked).length;
    count.textContent = fill(form.dataset.countWords, { done: marked, all: questions.length });
  };
  count.hidden = false;
  form.addEventListener("marked", show);
  show();
}

function summary(form, missing, go) {
  form.querySelector(".error-summary")?.remove();
  const box = document.createElement("div");
  box.className = "error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.className = "error-summary-title";
  // One sentence for each number there can be: what is plural is the language's business.
  title.textContent = JSON.parse(form.dataset.missingTitles)[missing.length - 1];
  const words = document.createElement("p");
  words.textContent = form.dataset.missingWords;
  const list = document.createElement("ul");
  for (const each of missing) {
    const link = document.createElement("a");
    link.href = `#${each.section.id}`;
    link.textContent = each.section.querySelector("h2").textContent;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(each);
    });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  box.append(title, words, list);
  form.prepend(box);
  const [before] = form.dataset.errorTitle.split("{title}");
  if (!document.title.startsWith(before)) {
    document.title = fill(form.dataset.errorTitle, { title: document.title });
  }
  box.focus();
  box.scrollIntoView({ block: "start" });
}

function setUp(form) {
  const questions = [...form.querySelectorAll("[data-line], [data-choices]")].map((section) =>
    section.dataset.line ? new Line(section, form) : new Choices(section, form),
  );
  questions.forEach((each) => each.use(false));
  const device = form.querySelector("[data-device-kept]");
  if (device) device.value = deviceClass();
  form.noValidate = true; // the summary below says what is missing, in the client's language
  setUpTyping(form, questions);
  setUpCount(form, questions);
  setUpSeconds(form);
  const steps = setUpSteps(form, questions);
  const go = (question) => {
    steps.go(question);
    question.focus();
  };
  document.querySelectorAll(".error-summary a[href^='#answer-']").forEach((link) => {
    link.addEventListener("click", (event) => {
      const section = document.getElementById(link.hash.slice(1))?.closest(".question");
      const question = questions.find((each) => each.section === section);
      if (!question) return;
      event.preventDefault();
      go(question);
    });
  });
  form.addEventListener("submit", (event) => {
    const missing = questions.filter((each) => !each.marked);
    if ("maySkip" in form.dataset || missing.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.forEach((each) => each.section.classList.add("line-missing"));
    summary(form, missing, go);
  });
}

document.querySelectorAll("form[data-lines]").forEach(setUp);
