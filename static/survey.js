"use strict";
// Conveniences of the second screen; without them everything works as well.
(() => {
  const form = document.getElementById("rincian");
  if (!form) return;
  const text = form.elements.komentar;
  const status = document.getElementById("sisa");
  // A copy of the page on a shared phone keeps no draft: the next person would find it.
  const draft = form.elements.ganti && "komentar " + form.elements.ganti.value;

  function watch() {
    const left = text.dataset.limit - text.value.length;
    const notes = [];
    if (left <= 100) notes.push(status.dataset.left.replace("{n}", left));
    if (/(\d[ .-]?){10}/.test(text.value)) notes.push(status.dataset.identity);
    status.textContent = notes.join(" ");
  }

  // Some browsers refuse storage; the draft is then not kept.
  function keep(change) {
    try {
      return draft ? change(sessionStorage) : null;
    } catch (refused) {
      return null;
    }
  }

  if (text) {
    text.value = text.value || keep((kept) => kept.getItem(draft)) || "";
    text.addEventListener("input", () => {
      keep((kept) => kept.setItem(draft, text.value));
      watch();
    });
    watch();
  }
  form.addEventListener("submit", () => {
    keep((kept) => kept.removeItem(draft));
    const button = form.querySelector("button");
    button.textContent = button.dataset.sending;
  });
})();
