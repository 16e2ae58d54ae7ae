// One question per screen where all of them do not fit on one: narrow windows, small tablets, large
// type. Nothing moves on by itself; Back always works; a review shows every answer before Send.

import { fill } from "./words.js";

const WIDE = 768;

export function setUpSteps(form, questions) {
  const steps = new Steps(form, questions);
  steps.decide();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return; // a keyboard on the screen changes the height only
    width = window.innerWidth;
    steps.decide();
  });
  return steps;
}

class Steps {
  constructor(form, questions) {
    this.form = form;
    this.questions = questions;
    this.at = 0;
    this.fromReview = false;
    this.back = form.querySelector("[data-back]");
    this.next = form.querySelector("[data-next]");
    this.words = form.querySelector("[data-step-place]");
    this.marks = [...form.querySelectorAll(".step-line > li")];
    this.kept = form.querySelector("[data-layout-kept]");
    this.back?.addEventListener("click", () => this.move(this.at - 1));
    this.next?.addEventListener("click", () => {
      this.move(this.fromReview ? this.questions.length : this.at + 1);
    });
  }

  get complete() {
    return Boolean(this.back && this.next && this.form.querySelector("[data-review]"));
  }

  // All on one page if they fit without scrolling and the window is wide enough.
  decide() {
    this.layout("page");
    const page = document.documentElement;
    // Saying what is missing takes room; it must not turn one page into several.
    const said = [...document.querySelectorAll(".error-summary, .line-note")];
    for (const each of said) each.hidden = true;
    const fits = window.innerWidth >= WIDE && page.scrollHeight <= window.innerHeight + 1;
    for (const each of said) each.hidden = false;
    if (!fits && this.complete) this.layout("steps");
  }

  layout(name) {
    this.form.dataset.layout = name;
    if (this.kept) this.kept.value = name;
    if (name === "steps") this.show();
    else delete this.form.dataset.step;
  }

  // Go to a question, where it is not on the page already.
  go(question) {
    if (this.form.dataset.layout !== "steps") return;
    this.fromReview = true;
    this.at = this.questions.indexOf(question);
    this.show();
  }

  move(to) {
    this.at = Math.min(Math.max(to, 0), this.questions.length);
    this.show();
    this.title().focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  title() {
    const section =
      this.at < this.questions.length
        ? this.questions[this.at].section
        : this.form.querySelector("[data-review]");
    const title = section.querySelector("h2");
    title.tabIndex = -1;
    return title;
  }

  show() {
    const all = this.questions.length;
    const review = this.at === all;
    this.form.dataset.step = review ? "review" : String(this.at + 1);
    this.questions.forEach((each, index) => {
      each.section.toggleAttribute("data-here", index === this.at);
    });
    this.marks.forEach((mark, index) => {
      mark.dataset.place = index < this.at ? "behind" : index === this.at ? "here" : "ahead";
    });
    const done = Math.min(this.at / Math.max(all - 1, 1), 1);
    this.form.querySelector(".step-line")?.style.setProperty("--done", done);
    this.back.hidden = this.at === 0;
    if (!review) this.form.dispatchEvent(new CustomEvent("shown", { detail: this.questions[this.at] }));
    if (this.words) {
      const step = Math.min(this.at + 1, all);
      this.words.textContent = fill(this.form.dataset.stepWords, { step, all });
    }
    if (review) this.review();
  }

  review() {
    this.fromReview = false;
    const list = this.form.querySelector("[data-review-lines]");
    list.replaceChildren(
      ...this.questions.map((question) => {
        const item = document.createElement("li");
        item.append(this.reviewed(question));
        return item;
      }),
    );
  }

  reviewed(question) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "review-line";
    const head = document.createElement("b");
    const [title, change] = [document.createElement("span"), document.createElement("span")];
    title.textContent = question.section.querySelector("h2").textContent;
    change.textContent = this.form.dataset.changeWords;
    head.append(title, change);
    button.append(head, this.answer(question));
    button.addEventListener("click", () => {
      this.go(question);
      this.title().focus({ preventScroll: true });
      window.scrollTo(0, 0);
    });
    return button;
  }

  answer(question) {
    if (question.marked && question.track) {
      const small = question.track.cloneNode(true);
      small.querySelector("input").remove();
      small.removeAttribute("data-track");
      small.hidden = false;
      const spoken = document.createElement("span");
      spoken.className = "visually-hidden";
      spoken.textContent = question.range.getAttribute("aria-valuetext");
      small.append(spoken);
      return small;
    }
    const words = document.createElement("span");
    words.className = question.marked ? "quiet" : "review-none";
    words.textContent = question.marked
      ? question.chosen.closest("label").textContent.trim()
      : this.form.dataset.unmarkedWords;
    return words;
  }
}
