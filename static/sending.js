"use strict";
// Sends the forms of the survey by way of the queue, and says what waits. Where anything is missing or fails, the form
// goes the way it would go without a script; the nonce in it sees to it that both ways together count once.
(() => {
  const box = document.getElementById("antrean"), {shell, worker: address} = box.dataset;
  const tap = document.getElementById("ketuk"), details = document.getElementById("rincian");
  const source = document.currentScript.src;
  const isCopy = Boolean(tap && details); // the phone's own copy of the page holds both forms
  const LOOKED = "suara penolakan", STORING = 2e3, NONCE = 42, MINUTE = 6e4;
  const KNOCKS = [2e3, 8e3]; // a line that has just come back often fails once or twice more

  let response = isCopy && location.hash.length > NONCE ? location.hash.slice(1) : "";
  let pressed = null, busy = false, resting = null;
  let waited = response ? [response] : [], onward = ""; // what waited since this page was opened; where its own rating led

  function fieldsOf(form, button) {
    const fields = {};
    // Line ends as a form would send them: the same answers must read the same, whichever way they come.
    new FormData(form).forEach((value, name) => { fields[name] = value.replace(/\r?\n/g, "\r\n"); });
    if (button.name) fields[button.name] = button.value;
    if (isCopy && form === details && response.length === NONCE) fields.ganti = response;
    return fields;
  }

  function sendPlainly(url, fields) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    Object.keys(fields).forEach((name) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = fields[name];
      form.appendChild(input);
    });
    document.body.appendChild(form);
    form.submit();
  }

  // Why a rating was refused is told best by the page that refuses it: it offers what can be done, with the answers.
  function look(id, url, fields) {
    remember((kept) => kept.setItem(LOOKED, id));
    sendPlainly(url, fields);
  }

  // A new page in this tab means that the refusal was on the screen; a failed or repeated one does not.
  async function forgetLooked() {
    const id = remember((kept) => kept.getItem(LOOKED));
    remember((kept) => kept.removeItem(LOOKED));
    if (id && performance.navigation.type === performance.navigation.TYPE_NAVIGATE) await queue.erase(id);
  }

  function remember(change) {
    try {
      return change(sessionStorage);
    } catch (refused) {
      return null;
    }
  }

  function within(milliseconds, promise) {
    return Promise.race([promise, new Promise((resolve, reject) => setTimeout(reject, milliseconds))]);
  }

  function newName() {
    return Array.from(crypto.getRandomValues(new Uint8Array(8))).join("-");
  }

  async function send(form, fields) {
    const url = form.getAttribute("action");
    const plainly = () => sendPlainly(url, fields);
    response = isCopy ? response || newName() : fields.ganti || fields.formulir;
    try {
      await within(STORING, queue.add(response, url, fields));
    } catch (failure) {
      return plainly();
    }
    waited.push(response);
    const outcome = await queue.send(response, "pressed").catch(() => ({state: "waiting"}));
    if (outcome.state === "sent") return location.assign(outcome.next);
    if (outcome.state === "refused") return look(response, url, fields);
    // Somebody else has sent it: the same form again leads on to the next page. The phone's own copy has no nonce.
    return outcome.state === "waiting" || isCopy ? wait(form) : plainly();
  }

  async function wait(form) {
    busy = false;
    askForSync();
    if (form === tap && isCopy) return turnToDetails();
    if (form === tap && await hasCopy()) return location.assign(shell + "#" + response);
    return rest();
  }

  function turnToDetails() {
    document.getElementById("pertama").hidden = true;
    const part = document.getElementById("kedua");
    part.hidden = false;
    part.querySelector("h1").focus();
    return show([]);
  }

  // Nothing is left to do: the page says where the rating is.
  function rest() {
    Array.from(box.parentNode.children).forEach((part) => { part.hidden = part !== box; });
    resting = document.createElement("h1");
    resting.textContent = document.title = WORDS.kept;
    resting.tabIndex = -1;
    box.parentNode.insertBefore(resting, box);
    resting.focus();
    return show([]);
  }

  async function hasCopy() {
    if (!shell || !navigator.serviceWorker || !navigator.serviceWorker.controller) return false;
    return Boolean(await caches.match(shell, {ignoreSearch: true, ignoreVary: true}));
  }

  function askForSync() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.ready.then((worker) => worker.sync && worker.sync.register("antrean")).catch(() => undefined);
  }

  function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    return parent.appendChild(made);
  }

  function say(sentences, action, act) {
    const part = element("div", "", box);
    part.className = "saved";
    sentences.forEach((sentence) => element("p", sentence, part));
    if (!act) return;
    const button = element(typeof act === "string" ? "a" : "button", action, part);
    button.className = "button plain";
    if (typeof act === "string") button.href = act;
    else button.onclick = act;
  }

  async function show(outcomes) {
    const entries = (await queue.all()).map((entry) => ({entry, state: queue.state(entry)}));
    const of = (state) => entries.filter((found) => found.state === state).map((found) => found.entry);
    const waiting = of("waiting"), news = of("news"), left = waiting.concat(of("refused"), of("old")).map((entry) => entry.id);
    const count = (text) => text.replace("{n}", waiting.length);
    onward = outcomes.filter((outcome) => outcome.id === response).reduce((last, outcome) => outcome.next || last, onward);
    box.textContent = "";
    if (waiting.length) {
      const isBusy = waiting.some((entry) => entry.status);
      say([count(isBusy ? WORDS.busy : WORDS.waiting), WORDS.again], WORDS.now, () => round("pressed"));
      waited = waited.concat(waiting.map((entry) => entry.id));
    } else if (news.length || waited.some((id) => !left.includes(id))) {
      if (resting) resting.textContent = document.title = WORDS.done;
      say([WORDS.sent], WORDS.onward, resting && onward);
      if (!document.hidden) news.forEach((word) => told(word));
    }
    of("refused").forEach((entry) => {
      const {url, fields} = entry.steps[0];
      say([WORDS.refused], WORDS.why, () => look(entry.id, url, fields));
    });
    of("old").forEach((entry) => {
      say([WORDS.old, WORDS.report], WORDS.understood, () => queue.erase(entry.id).then(() => show([])));
    });
  }

  // Said on this page from now on, and on no other.
  function told(word) {
    waited.push(word.id);
    queue.erase(word.id).catch(() => undefined);
  }

  function round(reason) {
    return busy ? undefined : queue.flush(reason).then(show).catch(() => undefined);
  }

  function knock() {
    KNOCKS.forEach((later) => setTimeout(round, later, "signal"));
    return round("signal");
  }

  async function begin() {
    await forgetLooked();
    await show([]);
    await knock();
  }

  // Once opened with signal, the page opens without: the worker keeps a copy that holds no nonce and no answer.
  async function register() {
    const policy = {createScriptURL: () => address};
    await navigator.serviceWorker.register(
      self.trustedTypes ? trustedTypes.createPolicy("worker", policy).createScriptURL("") : address
    );
    const worker = await navigator.serviceWorker.ready;
    const isSparing = navigator.connection && navigator.connection.saveData;
    if (shell && !isSparing) worker.active.postMessage({keep: shell, script: source});
  }

  document.addEventListener("click", (event) => { pressed = event.target.closest("button"); }, true);
  document.addEventListener("submit", (event) => {
    const button = pressed, form = event.target;
    if (!button || button.form !== form || !(button.name === "nilai" || button.dataset.sending)) return;
    if (form !== tap && form !== details) return;
    const fields = fieldsOf(form, button); // where this fails, the form goes its own way
    event.preventDefault();
    if (busy) return;
    busy = true;
    box.textContent = "";
    say([WORDS.sending]);
    send(form, fields);
  });

  addEventListener("online", knock);
  addEventListener("pageshow", (event) => { if (event.persisted) { busy = false; knock(); } });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", (event) => { if (!busy) show(event.data); });
    addEventListener("load", () => register().catch(() => undefined));
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) knock(); });
  setInterval(round, MINUTE);

  if (isCopy) {
    const code = location.pathname.split("/").pop();
    document.querySelectorAll("[name=kode]").forEach((input) => { input.value = input.value || code; });
    document.querySelectorAll("[data-code]").forEach((part) => { part.textContent = code.replace(/(.{4})(?=.)/g, "$1 "); });
    if (response) turnToDetails();
  }
  begin().catch(() => undefined);
})();
