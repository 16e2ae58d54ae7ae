// What kind of device a form is filled in on, in three words, to be stored with the answers.

const PHONE = 600; // px of the shorter side of the screen

export function deviceClass() {
  if (!window.matchMedia("(any-pointer: coarse)").matches) return "desktop";
  return Math.min(screen.width, screen.height) < PHONE ? "phone" : "tablet";
}
