"use strict";
// g and a letter leads to a page, / to the search or the first filter, ? to the list. Never while something is typed.
(() => {
  const told = document.querySelector(".keys");
  if (!told) return;
  const WAIT = 3000;
  let timer = 0;

  function wait(on) {
    clearTimeout(timer);
    timer = on ? setTimeout(() => wait(false), WAIT) : 0;
    told.textContent = on ? told.dataset.goto : "";
  }

  function search() {
    const field = document.querySelector('main input[type="search"], main form[method="get"] input:not([type="hidden"]), main form[method="get"] select');
    if (field) field.focus();
    return Boolean(field);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const asked = timer !== 0;
    if (event.key === "Shift") return;
    wait(false);
    if (asked && /^[a-z]$/.test(event.key) && told.dataset[event.key]) location.assign(told.dataset[event.key]);
    else if (event.key === "g") wait(true);
    else if (event.key === "?") location.assign(told.dataset.list);
    else if (event.key !== "/" || !search()) return;
    event.preventDefault();
  });
})();
