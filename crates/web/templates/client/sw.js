// Keeps the help page readable without a connection. It keeps that page and what it loads, nothing else: no page of
// a record ever passes into its store.
const STORE = "help-{{ name }}";
const LOADED = {{ kept }};
const HELP = "/help";
const OFFLINE = "/help?offline=yes";

self.addEventListener("install", (event) => {
  const keep = async () => {
    const store = await caches.open(STORE);
    await store.addAll([...LOADED, HELP, OFFLINE]);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (LOADED.includes(address.pathname)) {
    event.respondWith(kept(request));
  } else if (request.mode === "navigate") {
    event.respondWith(fresh(request, address));
  }
});

/** @param {Request} request */
async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** @param {Request} request @param {URL} address */
async function fresh(request, address) {
  try {
    const answer = await fetch(request);
    if (address.pathname === HELP && address.search === "" && answer.ok) {
      const store = await caches.open(STORE);
      await store.put(HELP, answer.clone());
    }
    return answer;
  } catch (problem) {
    const page = await caches.match(address.pathname === HELP ? HELP : OFFLINE);
    if (page) return page;
    throw problem;
  }
}
