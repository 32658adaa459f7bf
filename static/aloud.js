"use strict";
// A button that reads the page aloud, where this phone has a voice for the language of the page.
(() => {
  const speech = self.speechSynthesis, main = document.querySelector("main");
  if (!speech || !self.SpeechSynthesisUtterance || !main) return;
  const LEGACY = {in: "id", jw: "jv"};
  const beside = document.getElementById("ketuk") || main.querySelector(".saved, [role=status], h1");
  const button = document.createElement("button");

  function isOurs(voice) {
    const tag = voice.lang.toLowerCase().split(/[-_]/)[0];
    return (LEGACY[tag] || tag) === document.documentElement.lang;
  }

  function say(isSpeaking) {
    button.textContent = isSpeaking ? WORDS.stop : WORDS.aloud;
  }

  // Line by line: some browsers fall silent in the middle of a long text.
  function read() {
    const voice = speech.getVoices().filter(isOurs)[0];
    const lines = main.innerText.split(/\n+/).filter((line) => line.trim() && line.trim() !== button.textContent);
    lines.forEach((line, at) => {
      const part = new SpeechSynthesisUtterance(line);
      part.voice = voice;
      part.lang = voice.lang;
      if (at === lines.length - 1) part.onend = () => say(false);
      speech.speak(part);
    });
  }

  function offer() {
    if (button.parentNode || !beside || !speech.getVoices().some(isOurs)) return;
    button.type = "button";
    button.className = "button plain";
    say(false);
    button.addEventListener("click", () => {
      const starts = button.textContent === WORDS.aloud;
      speech.cancel();
      say(starts);
      if (starts) read();
    });
    const row = document.createElement("p");
    row.className = "actions";
    row.appendChild(button);
    beside.insertAdjacentElement("afterend", row);
  }

  speech.onvoiceschanged = offer; // the list of voices often comes later
  self.addEventListener("pagehide", () => speech.cancel());
  offer();
})();
