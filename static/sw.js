// The worker: pages of a counter open without signal, and what waits is sent when the signal is back. The server puts
// RELEASE and the queue in front of it. It keeps the public shell and its script, and nothing that anybody wrote.
const CACHE = "suara-" + RELEASE.version;
const MOST_SHELLS = 4, PATIENCE = 8e3;
const KIOSK = "/anjungan", KIOSK_COPY = KIOSK + "/luring";
const KEPT = /^\/(?:antrean-|static\/(?:queue|kiosk)\.)/; // scripts, and the kiosk's style

self.addEventListener("install", (event) => {
  const filled = caches.open(CACHE).then((cache) => cache.addAll([RELEASE.script, RELEASE.shell]));
  event.waitUntil(filled.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name.startsWith("suara-") && name !== CACHE);
  const cleared = caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => self.clients.claim()));
});

// A page that was opened with signal asks for the copy of its counter, in its language. The latest few stay.
self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) event.waitUntil(keep(event.data.keep, event.data.script).catch(() => undefined));
});

async function keep(address, script) {
  const cache = await caches.open(CACHE);
  await cache.addAll([address].concat(script));
  const shells = (await cache.keys()).filter((request) => request.url.includes(RELEASE.shell + "/"));
  const others = shells.filter((request) => !request.url.endsWith(address));
  const {pathname} = new URL(address, self.location);
  const older = others.filter((request) => new URL(request.url).pathname === pathname);
  await Promise.all(older.concat(others.slice(0, 1 - MOST_SHELLS)).map((request) => cache.delete(request)));
}

self.addEventListener("fetch", (event) => {
  const {method, mode, url, isHistoryNavigation} = event.request;
  const {origin, pathname} = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const code = /^\/[LT]\/([^/]+)$/.exec(pathname);
  if (KEPT.test(pathname)) {
    event.respondWith(stored(url).then((found) => found || fetch(event.request)));
  } else if (mode === "navigate" && pathname.startsWith(RELEASE.shell)) {
    event.respondWith(shell(pathname).then((found) => found || fetch(event.request)));
  } else if (mode === "navigate" && pathname === KIOSK) {
    event.respondWith(fresh(event.request, stored, KIOSK_COPY)); // a tablet that was switched off starts again
  } else if (mode === "navigate" && code && !isHistoryNavigation) {
    // Going back is left to the browser: it shows the page again as it was, with the nonce it had.
    event.respondWith(fresh(event.request, shell, RELEASE.shell + "/" + code[1]));
  }
});

const stored = (address) => caches.open(CACHE).then((cache) => cache.match(address, {ignoreVary: true}));

async function shell(address) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(address, {ignoreSearch: true, ignoreVary: true});
  return found || cache.match(RELEASE.shell, {ignoreVary: true});
}

// The page itself, or the copy on this phone when the page does not come, comes too late, or the server fails.
async function fresh(request, find, address) {
  let clock;
  const late = new Promise((resolve) => { clock = setTimeout(resolve, PATIENCE); });
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  clearTimeout(clock);
  if (answer && answer.status < 500) return answer;
  return (await find(address)) || answer || Response.error();
}

self.addEventListener("sync", (event) => {
  event.waitUntil(emptied());
});

// Open pages are told what was sent. A rejection lets the browser try again later.
async function emptied() {
  const outcomes = await queue.flush("signal");
  (await self.clients.matchAll()).forEach((page) => page.postMessage(outcomes));
  if ((await queue.all()).some((entry) => queue.state(entry) === "waiting")) throw new Error("waiting");
}
