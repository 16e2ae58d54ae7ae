// Reads words aloud: a recording of the clinic first, else a voice that lives on this device. Never
// a remote voice: the words of a form are nobody else's business. The same button stops, and then
// plays again from the start. Nothing depends on being heard: the words stand beside their button,
// which shows that it reads and when it has ended, also where the sound is off.

const SLOWER = 0.95;
const SIGNS = /[\u2066-\u2069]/g; // they set a name apart on the page; some voices read them out
const LONGEST = 350; // ms a letter; a voice that never says that it has ended is believed no longer

let now = null; // what is being read: { button, end }

function voiceFor(language) {
  const spoken = window.speechSynthesis?.getVoices() ?? [];
  const [wanted] = language.toLowerCase().split("-");
  const names = wanted === "nb" || wanted === "nn" ? [wanted, "no", "nb"] : [wanted];
  for (const name of names) {
    const found = spoken.find(
      (voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === name,
    );
    if (found) return found;
  }
  return null;
}

function languageOf(button) {
  return button.closest("[lang]").lang;
}

function show(button, reading) {
  const { playWords, stopWords } = button.dataset;
  button.toggleAttribute("data-reading", reading);
  button.setAttribute("aria-label", reading ? stopWords : playWords);
}

function stop() {
  if (!now) return;
  const { button, end } = now;
  now = null;
  end();
  show(button, false);
}

function ended(button) {
  if (now?.button === button) stop();
}

function press(button) {
  const again = now?.button !== button;
  stop();
  if (!again) return;
  now = { button, end: button.dataset.recording ? playRecording(button) : speak(button) };
  show(button, true);
}

function playRecording(button) {
  const sound = new Audio(button.dataset.recording);
  sound.addEventListener("ended", () => ended(button));
  sound.addEventListener("error", () => ended(button));
  sound.play().catch(() => ended(button));
  return () => sound.pause();
}

function speak(button) {
  const words = button.dataset.listen.replace(SIGNS, "");
  const spoken = new SpeechSynthesisUtterance(words);
  spoken.voice = voiceFor(languageOf(button));
  spoken.lang = spoken.voice.lang;
  spoken.rate = SLOWER;
  const patience = setTimeout(() => ended(button), 3000 + LONGEST * words.length);
  spoken.addEventListener("end", () => ended(button));
  spoken.addEventListener("error", () => ended(button));
  window.speechSynthesis.speak(spoken);
  return () => {
    clearTimeout(patience);
    window.speechSynthesis.cancel();
  };
}

function offer() {
  for (const button of document.querySelectorAll("[data-listen]")) {
    button.hidden = !button.dataset.recording && !voiceFor(languageOf(button));
  }
}

for (const button of document.querySelectorAll("[data-listen]")) {
  button.dataset.playWords = button.getAttribute("aria-label");
  button.addEventListener("click", () => press(button));
}
offer();
// Browsers gather their voices some time after the page is there.
window.speechSynthesis?.addEventListener("voiceschanged", offer);
// Nobody hears the end of a page that was left.
window.addEventListener("pagehide", stop);
