"use strict";
// The tablet at the counter: takes an answer into the queue, thanks, and forgets who stood there. The page is never left,
// so that nothing lies behind "back" and hours without network cost nothing. The worker keeps a copy of it, so that a
// tablet that was switched off starts again without network.
(() => {
  const stage = document.getElementById("anjungan");
  const tap = document.getElementById("ketuk"), details = document.getElementById("rincian");
  const ticket = document.getElementById("tiket"), news = document.getElementById("kabar-tiket");
  const warning = document.getElementById("peringatan"), words = warning.querySelector("p");
  const [away, receipt] = Array.from(document.getElementById("tanda").children);
  const corner = stage.querySelector(".corner"), door = corner.querySelector("button"), label = door.textContent;
  const parts = Array.from(stage.querySelectorAll("section"));
  const seconds = (name) => Number(stage.dataset[name]);
  const ROUND = 15e3, BEAT = 1e3, HOUR = 36e5, LATE = "anjungan ditolak", MOST_LATE = 200;
  const counter = tap.elements.kode.defaultValue;

  let code = counter, id = "", left = 0, limit = 0, taking = false;

  const isShown = (name) => !document.getElementById(name).hidden;

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
    print(null);
    show("pertama", 0);
    round();
  }

  function tell(sentence, isProblem) {
    news.textContent = sentence;
    news.className = isProblem ? "problem" : "quiet";
  }

  // Whoever touches the screen is still there; a thank-you and a refusal end by themselves.
  function touched() {
    const isFilling = isShown("kedua") || isShown("petugas") || ticket.elements.tiket.value || code !== counter;
    if (isShown("terima") || isShown("ditolak")) return;
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
  function settle(outcome) {
    if (outcome.id !== id) return;
    if (outcome.state === "refused") {
      queue.erase(outcome.id);
      show("ditolak", seconds("thanks"));
    } else if (outcome.next) {
      receive(outcome);
    } else if (outcome.state === "waiting" && receipt.hidden) {
      away.hidden = false;
    }
  }

  const send = (name) => queue.send(name, "pressed").then(settle).catch(() => undefined);

  // The receipt is known to the server alone; the next page's address ends with what it is asked for by.
  function receive(outcome) {
    const [place, first] = outcome.next.split("?")[0].split("/").slice(-2);
    fetch(stage.dataset.receipts + place + "/" + first, {headers: {Accept: "application/json"}})
      .then((answer) => answer.json())
      .then((kept) => { if (outcome.id === id) print(kept); })
      .catch(() => undefined);
  }

  function print(kept) {
    const picture = receipt.querySelector("svg");
    away.hidden = true;
    receipt.hidden = !kept;
    receipt.querySelector("strong").textContent = kept ? kept.tanda : "";
    picture.setAttribute("viewBox", kept ? "0 0 " + kept.sisi + " " + kept.sisi : "0 0 1 1");
    picture.lastElementChild.setAttribute("d", kept ? kept.gambar : "");
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
    thank();
  }

  const thank = () => show("terima", seconds("thanks"));

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

  // Sends what waits, then forgets what was sent; only the answer on the screen may still be completed. Of what was
  // refused after its person had gone, the day and the reason stay for the staff; where they cannot be kept, it stays.
  async function sweep() {
    (await queue.flush("signal")).forEach(settle);
    for (const entry of await queue.all()) {
      const state = queue.state(entry);
      if (entry.id === id || state === "waiting") continue;
      if (state === "refused" || state === "old") note(entry);
      await queue.erase(entry.id);
    }
    remind();
  }

  const round = () => sweep().catch(() => undefined); // the next round tries again

  const late = () => JSON.parse(localStorage.getItem(LATE) || "[]");

  function note(entry) {
    const status = entry.refused ? entry.status : 0;
    localStorage.setItem(LATE, JSON.stringify(late().concat([[entry.made, status]]).slice(-MOST_LATE)));
  }

  function remind() {
    const n = late().length;
    door.textContent = n ? label + " (" + n + ")" : label;
  }

  async function tellStaff() {
    const rows = Array.from(stage.querySelectorAll("#tertolak li")), waiting = document.getElementById("menunggu");
    const known = rows.map((row) => row.dataset.status), {lang} = document.documentElement;
    const notes = late().map(([made, status]) => [made, known.includes(String(status)) ? String(status) : "422"]);
    rows.forEach((row) => {
      const own = notes.filter(([, status]) => status === row.dataset.status).map(([made]) => made);
      row.hidden = !own.length;
      row.querySelector("strong").textContent = own.length + " ×";
      row.querySelector("span").textContent = own.length ? new Date(Math.max(...own)).toLocaleDateString(lang) : "";
    });
    document.getElementById("tertolak").hidden = stage.querySelector("[data-read]").hidden = !notes.length;
    const n = (await queue.all()).filter((entry) => queue.state(entry) === "waiting").length;
    waiting.textContent = n ? waiting.dataset.waiting.replace("{n}", n) : waiting.dataset.none;
    show("petugas", seconds("idle"));
  }

  // The copy names the files it needs: those of the page that is open may be older.
  async function keep() {
    const answer = await fetch(stage.dataset.copy);
    const worker = await navigator.serviceWorker.ready;
    if (!answer.ok) return;
    worker.active.postMessage({keep: stage.dataset.copy, script: (await answer.text()).match(/\/static\/[^"]+/g)});
  }

  async function register() {
    const address = stage.dataset.worker, policy = {createScriptURL: () => address};
    await navigator.serviceWorker.register(
      self.trustedTypes ? trustedTypes.createPolicy("worker", policy).createScriptURL("") : address
    );
    await keep();
  }

  function on(form, act) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act();
    });
  }

  const press = (name, act) => Array.from(stage.querySelectorAll(name)).forEach((button) => {
    button.addEventListener("click", act);
  });

  Array.from(tap.querySelectorAll("button")).forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      rate(button);
    });
  });
  on(details, complete);
  on(ticket, check);
  press("[data-done]", thank);
  press("[data-again]", reset);
  press("[data-staff]", () => tellStaff().catch(() => undefined));
  press("[data-read]", () => {
    localStorage.removeItem(LATE);
    reset();
  });
  ["pointerdown", "touchstart", "keydown", "input", "scroll"].forEach((name) => {
    addEventListener(name, touched, {passive: true});
  });
  addEventListener("online", round);
  setInterval(beat, BEAT);
  setInterval(round, ROUND);
  corner.hidden = false;
  if (navigator.serviceWorker) {
    const again = () => keep().catch(() => undefined); // the next hour tries again
    register().catch(() => undefined);
    navigator.serviceWorker.addEventListener("controllerchange", again);
    setInterval(again, HOUR);
  }
  round();
})();
