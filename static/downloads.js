"use strict";
// Asks how far a file is and shows it; when that changes for good, the page is loaded again.
(() => {
  const words = document.getElementById("seberapa"), bar = document.getElementById("kemajuan");
  const PAUSE = 2e3;

  async function look() {
    try {
      const answer = await fetch(words.dataset.address, {headers: {Accept: "application/json"}});
      if (!answer.ok) return location.reload(); // logged out meanwhile, say: the page itself tells
      const {state, done, total, words: text} = await answer.json();
      if (state !== "waiting" && state !== "working") return location.reload();
      if (total) Object.assign(bar, {max: total, value: done});
      if (words.textContent !== text) words.textContent = text;
    } catch (failure) {
      // no network for a moment
    }
    return setTimeout(look, PAUSE);
  }

  setTimeout(look, PAUSE);
})();
