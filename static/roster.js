"use strict";
// In the month's roster: arrows move between rows and fields, Ctrl+D copies the field above. All of it works without.
(() => {
  const table = document.querySelector("[data-roster]"), hint = document.querySelector("[data-keys]");
  if (!table || !hint) return;
  hint.hidden = false;

  function above(field, step) {
    const cell = field.closest("td");
    for (let row = cell.parentElement; row; row = step < 0 ? row.previousElementSibling : row.nextElementSibling) {
      const found = row.cells[cell.cellIndex].querySelector("input");
      if (found && found !== field) return found;
    }
    return null;
  }

  function beside(field, step) {
    const fields = Array.from(field.closest("tr").querySelectorAll("input"));
    return fields[fields.indexOf(field) + step];
  }

  // Left and right leave a field only from its end, or when all of it is selected: else they move within the text.
  function wanted(event, field) {
    const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (event.key === "ArrowUp") return above(field, -1);
    if (event.key === "ArrowDown" || event.key === "Enter") return above(field, 1);
    if (event.key === "ArrowLeft" && (all || field.selectionEnd === 0)) return beside(field, -1);
    if (event.key === "ArrowRight" && (all || field.selectionStart === field.value.length)) return beside(field, 1);
    return null;
  }

  table.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.tagName !== "INPUT" || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.ctrlKey) {
      if (event.key !== "d") return;
      event.preventDefault();
      const source = above(field, -1);
      if (source) field.value = source.value;
      return;
    }
    const next = wanted(event, field);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
})();
