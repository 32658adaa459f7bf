"use strict";
// Ask before a page with changes is left, in forms that say so. Sending one is not leaving it.
(() => {
  let changed = false;
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
  });
  addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = true;  // what browsers before 2024 look at
  });
})();
