"use strict";
// Takes the place of a worker that has to go. What waits on the phone stays there, and pages go on sending it.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const cleared = caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => self.registration.unregister()));
});
