// Reads words aloud: a recording of the clinic first, else a voice that lives on this device. Never
// a remote voice: the words of a form are nobody else's business.

function localVoice() {
  const language = document.documentElement.lang.slice(0, 2);
  return window.speechSynthesis
    ?.getVoices()
    .find((voice) => voice.localService && voice.lang.slice(0, 2) === language);
}

function play(button) {
  window.speechSynthesis?.cancel();
  if (button.dataset.recording) {
    new Audio(button.dataset.recording).play();
    return;
  }
  const words = new SpeechSynthesisUtterance(button.dataset.listen);
  words.voice = localVoice();
  words.lang = words.voice.lang;
  window.speechSynthesis.speak(words);
}

function offer() {
  const voice = localVoice();
  for (const button of document.querySelectorAll("[data-listen]")) {
    button.hidden = !button.dataset.recording && !voice;
  }
}

for (const button of document.querySelectorAll("[data-listen]")) {
  button.addEventListener("click", () => play(button));
}
offer();
window.speechSynthesis?.addEventListener("voiceschanged", offer);
