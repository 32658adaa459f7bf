/* While typing paper forms: after one digit the cursor goes on, unless the person switched that off. */
(function () {
  "use strict";
  var form = document.querySelector("[data-typing]");
  if (!form) { return; }
  var boxes = Array.from(form.querySelectorAll("[data-most]"));
  var moving = form.querySelector("[data-moving]");
  var telling = form.querySelector("[data-telling]");
  var KEY = "kertas-pindah";

  try { moving.checked = localStorage.getItem(KEY) !== "tidak"; } catch (refused) { /* then it is on, as always */ }
  moving.closest("p").hidden = false;
  moving.addEventListener("change", function () {
    try { localStorage.setItem(KEY, moving.checked ? "ya" : "tidak"); } catch (refused) { /* until the page is left */ }
  });

  function go(box, step) {
    var next = boxes[boxes.indexOf(box) + step];
    if (!next && step > 0) { next = form.querySelector("#comment") || form.querySelector("button"); }
    if (next) {
      next.focus();
      if (next.select) { next.select(); }
    }
  }

  boxes.forEach(function (box) {
    box.addEventListener("input", function () {
      var wrong = box.value !== "" && !(/^[0-9]$/.test(box.value) && Number(box.value) <= Number(box.dataset.most));
      telling.textContent = wrong ? telling.dataset.words.replace("#", box.dataset.most) : "";
      if (wrong) {
        box.select();
      } else if (box.value !== "" && moving.checked) {
        go(box, 1);
      }
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Backspace" && box.value === "" && moving.checked) {
        event.preventDefault();
        go(box, -1);
      }
    });
  });
})();
