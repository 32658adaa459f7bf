"use strict";
// The tablet at the counter: takes an answer into the queue, thanks, and forgets who stood there. The page is never left,
// so that nothing lies behind "back" and hours without network cost nothing.
(() => {
  const stage = document.getElementById("anjungan");
  const tap = document.getElementById("ketuk"), details = document.getElementById("rincian");
  const ticket = document.getElementById("tiket"), news = document.getElementById("kabar-tiket");
  const warning = document.getElementById("peringatan"), words = warning.querySelector("p");
  const parts = Array.from(stage.querySelectorAll("section"));
  const seconds = (name) => Number(stage.dataset[name]);
  const ROUND = 15e3, BEAT = 1e3;
  const counter = tap.elements.kode.defaultValue;

  let code = counter, id = "", left = 0, limit = 0, taking = false;

  function show(name, stays) {
    parts.forEach((part) => { part.hidden = part.id !== name; });
    warning.hidden = true;
    limit = left = stays;
    scrollTo(0, 0);
    document.querySelector("#" + name + " h1").focus();
  }

  function reset() {
    [tap, details, ticket].forEach((form) => form.reset());
    Array.from(details.querySelectorAll("details")).forEach((part) => { part.open = false; });
    code = counter;
    id = "";
    tell("", false);
    show("pertama", 0);
    round();
  }

  function tell(sentence, isProblem) {
    news.textContent = sentence;
    news.className = isProblem ? "problem" : "quiet";
  }

  // Whoever touches the screen is still there; a thank-you and a refusal end by themselves.
  function touched() {
    const isFilling = !document.getElementById("kedua").hidden || ticket.elements.tiket.value || code !== counter;
    if (!document.getElementById("terima").hidden || !document.getElementById("ditolak").hidden) return;
    limit = left = isFilling ? seconds("idle") : 0;
    warning.hidden = true;
  }

  function beat() {
    if (!limit) return;
    left -= 1;
    if (left <= 0) return reset();
    if (limit !== seconds("idle") || left > seconds("warning")) return;
    words.textContent = words.dataset.words.replace("{n}", left);
    warning.hidden = false;
  }

  const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(8))).join("-");

  // The name of the answer is this person's: what comes back after the screen has gone on changes nothing on it.
  function send(name) {
    return queue.send(name, "pressed").then((outcome) => {
      if (outcome.state !== "refused") return;
      queue.erase(name);
      if (name === id) show("ditolak", seconds("thanks"));
    }).catch(() => undefined);
  }

  function rate(button) {
    if (taking) return;
    taking = true;
    const name = newName();
    queue.add(name, tap.getAttribute("action"), {kode: code, nilai: button.value}).then(() => {
      taking = false;
      id = name;
      show("kedua", seconds("idle"));
      send(name);
    }).catch(() => plainly(button));
  }

  // Without a place to keep answers the form goes as it would without a script.
  function plainly(button) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "nilai";
    input.value = button.value;
    tap.appendChild(input);
    tap.submit();
  }

  function complete() {
    const fields = {kode: code, luring: "1"}, name = id; // the nonce is asked for when it is sent
    new FormData(details).forEach((value, field) => { fields[field] = value.replace(/\r?\n/g, "\r\n"); });
    queue.add(name, details.getAttribute("action"), fields).then(() => send(name)).catch(() => undefined);
    show("terima", seconds("thanks"));
  }

  function check() {
    const typed = ticket.elements.tiket.value;
    if (!typed.trim()) return;
    const body = new URLSearchParams();
    body.append("tiket", typed);
    fetch(ticket.getAttribute("action"), {method: "POST", body, headers: {Accept: "application/json"}, credentials: "same-origin"})
      .then((answer) => answer.json())
      .then((said) => {
        if (typed !== ticket.elements.tiket.value) return; // somebody else stands here now
        code = said.masalah ? counter : said.kode;
        tell(said.masalah || news.dataset.good, Boolean(said.masalah));
      })
      .catch(() => tell(news.dataset.away, true));
  }

  // Sends what waits, then forgets what was sent; only the answer on the screen may still be completed.
  async function sweep() {
    await queue.flush("signal");
    for (const entry of await queue.all()) {
      if (entry.id !== id && queue.state(entry) !== "waiting") await queue.erase(entry.id);
    }
  }

  const round = () => sweep().catch(() => undefined); // the next round tries again

  function on(form, act) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act();
    });
  }

  Array.from(tap.querySelectorAll("button")).forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      rate(button);
    });
  });
  on(details, complete);
  on(ticket, check);
  document.querySelector("[data-done]").addEventListener("click", () => show("terima", seconds("thanks")));
  ["pointerdown", "touchstart", "keydown", "input", "scroll"].forEach((name) => {
    addEventListener(name, touched, {passive: true});
  });
  addEventListener("online", round);
  setInterval(beat, BEAT);
  setInterval(round, ROUND);
  round();
})();
