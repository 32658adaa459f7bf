"use strict";
// Ratings that wait on this phone. An entry is one response; it leaves the phone when the server has stored it, or when
// a person has read why it never will. Used by pages and by the worker.
const queue = (() => {
  const STORE = "penilaian", NONCES = "/formulir", NEWS = "kabar";
  const FINAL = [400, 409, 410, 413, 415, 422];
  const PATIENCE = 8e3, SHORTEST = 5e3, LONGEST = 9e5, HOUR = 36e5, DAY = 24 * HOUR, OLDEST = 14 * DAY;

  let opened = null;
  function database() {
    opened = opened || new Promise((resolve, reject) => {
      const request = indexedDB.open("suara-loket", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, {keyPath: "id"});
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onclose = () => { opened = null; };
        resolve(request.result);
      };
    });
    return opened;
  }

  async function within(mode, work) {
    const base = await database();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, mode, {durability: "strict"});
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(STORE), (value) => { result = value; });
    });
  }

  // Reads, changes and writes one entry in a single transaction: no other tab comes between.
  const change = (id, how) => within("readwrite", (store, give) => {
    store.get(id).onsuccess = (event) => {
      const entry = how(event.target.result);
      if (entry) store.put(entry);
      else store.delete(id);
      give(entry);
    };
  });

  async function all() {
    const found = await within("readonly", (store, give) => {
      store.getAll().onsuccess = (event) => give(event.target.result);
    });
    return found.sort((one, other) => one.made - other.made);
  }

  const erase = (id) => change(id, () => undefined);

  // What was sent while nobody may have looked leaves word of it, and nothing else, until a page has told it.
  const leaveWord = () => change(NEWS, () => ({id: NEWS, made: Date.now(), steps: []}));

  const pathOf = (url) => url.split("?")[0]; // what follows is the language

  // Adds a form to a response. One that was never tried is replaced; one that was may already be stored as it is, so
  // that what changed follows it under a nonce of its own.
  const add = (id, url, fields) => change(id, (found) => {
    const entry = found || {id, made: Date.now(), steps: [], first: "", lent: false, tries: 0, due: 0, status: 0};
    const last = entry.steps.filter((step) => pathOf(step.url) === pathOf(url)).pop();
    const kept = last ? {formulir: last.fields.formulir} : {};
    if (last && !last.tried) {
      last.fields = Object.assign(kept.formulir ? kept : {}, fields);
    } else if (!last || JSON.stringify(Object.assign({}, last.fields, fields)) !== JSON.stringify(last.fields)) {
      const step = {url, fields: Object.assign({}, fields), tried: false};
      if (last && fields.formulir === kept.formulir) delete step.fields.formulir;
      entry.steps.push(step);
    }
    return entry;
  });

  function state(entry) {
    if (entry && entry.id === NEWS) return "news";
    if (!entry || !entry.steps.length) return "gone";
    if (entry.refused) return "refused";
    return Date.now() - entry.made > OLDEST ? "old" : "waiting";
  }

  // "signal" passes over the pause after a failure of the network, "pressed" over every pause. A pause that lies
  // further away than any we take comes from a clock that was put back.
  function isDue(entry, reason) {
    const now = Date.now();
    return entry.due <= now || entry.due > now + HOUR || reason === "pressed" || (reason === "signal" && !entry.status);
  }

  async function ask(url, options) {
    const control = self.AbortController ? new AbortController() : null;
    if (control) options.signal = control.signal;
    let clock;
    const late = new Promise((resolve, reject) => {
      clock = setTimeout(() => {
        if (control) control.abort();
        reject(new Error("late"));
      }, PATIENCE);
    });
    try {
      const response = await Promise.race([fetch(url, options), late]);
      const text = response.ok ? await Promise.race([response.text(), late]) : "{}";
      return {status: response.status, said: JSON.parse(text) || {}, after: response.headers.get("Retry-After")};
    } catch (failure) {
      return {status: 0, said: {}, after: null}; // no network, or an answer that is not ours
    } finally {
      clearTimeout(clock);
    }
  }

  // Sends the first form of an entry. Its nonce, and that it was tried, are on the phone before the server sees it.
  async function attempt(entry) {
    const {url, fields} = entry.steps[0];
    let nonce = fields.formulir;
    if (!nonce) {
      const answer = await ask(NONCES + pathOf(url) + "/" + fields.kode, {cache: "no-store"});
      nonce = answer.said.formulir;
      if (!nonce) return answer;
    }
    const ready = await change(entry.id, (found) => {
      if (!found || !found.steps.length) return found;
      const step = found.steps[0];
      if (!step.fields.formulir) {
        step.fields.formulir = nonce;
        found.lent = true;
      }
      if (found.first && !step.fields.ganti) step.fields.ganti = found.first;
      step.tried = true;
      return found;
    });
    if (state(ready) !== "waiting") return null;
    const step = ready.steps[0];
    const body = new URLSearchParams();
    Object.keys(step.fields).forEach((name) => body.append(name, step.fields[name]));
    const answer = await ask(step.url, {
      method: "POST",
      body,
      headers: {Accept: "application/json"},
      credentials: "same-origin",
      keepalive: true,
    });
    answer.sent = step.fields.formulir;
    return answer;
  }

  function pause(tries, after) {
    const asked = 1e3 * Number(after) || Date.parse(after) - Date.now();
    if (asked > 0) return Math.min(asked, HOUR);
    return SHORTEST + Math.random() * (Math.min(LONGEST, SHORTEST * Math.pow(2, tries)) - SHORTEST);
  }

  // Writes down what came of an attempt. Only an answer of ours, with the page to go on to, means that it is stored.
  function noted(found, answer) {
    if (!found || !answer) return found;
    const step = found.steps[0];
    if (answer.said.next && answer.sent) {
      if (!step || step.fields.formulir !== answer.sent) return found;
      found.steps.shift();
      Object.assign(found, {first: step.fields.ganti || answer.sent, tries: 0, due: 0, status: 0});
      // Whoever tapped on the phone's own copy may still be filling in the rest: the nonce it needs stays for a day.
      return found.steps.length || found.lent ? found : undefined;
    }
    found.tries += 1;
    found.status = answer.said.next || answer.status < 300 ? 0 : answer.status;
    found.refused = FINAL.includes(answer.status);
    found.due = Date.now() + pause(found.tries, answer.after);
    return found;
  }

  async function deliver(id, reason, isUnseen) {
    let next = "";
    let entry = await change(id, (found) => found);
    while (state(entry) === "waiting" && isDue(entry, reason)) {
      const answer = await attempt(entry);
      if (isUnseen && answer && answer.said.next) await leaveWord();
      entry = await change(id, (found) => noted(found, answer));
      if (!answer || !answer.said.next) break;
      next = answer.said.next;
    }
    const left = state(entry);
    return {id, next, state: left === "gone" && next ? "sent" : left, status: entry ? entry.status : 0};
  }

  // One sender per entry, among all tabs and the worker. Without locks two may send: the nonce makes that harmless.
  const send = (id, reason, isUnseen) => navigator.locks
    ? navigator.locks.request(STORE + " " + id, () => deliver(id, reason, isUnseen))
    : deliver(id, reason, isUnseen);

  // Sends whatever is due, oldest first, and ends at the first sign that there is no network.
  async function flush(reason) {
    const outcomes = [];
    for (const entry of await all()) {
      if (state(entry) === "gone" && Date.now() - entry.made > DAY) await erase(entry.id);
      if (state(entry) !== "waiting" || !isDue(entry, reason)) continue;
      const outcome = await send(entry.id, reason, true);
      outcomes.push(outcome);
      if (outcome.state === "waiting" && !outcome.status) break;
    }
    return outcomes;
  }

  return {add, all, erase, flush, send, state};
})();
